import { html } from 'hono/html';
import type { KnownReason } from './known-reason.ts';
import { reasonGroups } from './reason-groups.ts';
import { formatExample, remediesOf, titleOfReason, unpublishedWords } from './reason-words.ts';

/**
 * The card of a message: ECS's words, what they mean, where to look and what to do. Its anchor is the id of the message. It is the card of
 * docs/troubleshooting.md, for pages that have no documentation next to them.
 */
export function renderReasonCard(reason: KnownReason) {
  const { id, says, cause, look, guide } = reason;
  const { commands, sentences } = remediesOf(reason);
  const more = guide === undefined ? '' : html` The guide is <code>docs/${guide}</code>.`;
  return html`<section id="${id}" aria-labelledby="about-${id}"><h3 id="about-${id}">${titleOfReason(id)}</h3>
<div class="card"><p class="soft">${says.length > 0 ? says.map((text) => html`<code>${text}</code> `) : unpublishedWords}</p>
<p><strong>Cause:</strong> ${renderProse(cause)}</p>
<p><strong>Check:</strong> ${renderProse(look)}.</p>
<p><strong>Do:</strong>${sentences.map((line) => html` ${renderProse(line)}.`)}${commands.length > 0 ? ' run this.' : ''}${more}</p>
${commands.length > 0 ? html`<pre><code>${commands.join('\n')}</code></pre>` : ''}</div></section>
`;
}

/** What varies as code. */
function renderProse(text: string) {
  const parts = formatExample(text, (part) => `\0${part}\0`).split('\0');
  return parts.map((part, index) => (index % 2 === 0 ? part : html`<code>${part === '<what>' ? '<…>' : part}</code>`));
}

/** All cards, and before them the command that finds out which one it is. */
export function renderReasonCards() {
  return html`<p>Greenlight says which of these it is, with what the hook reported and logged:</p>
<pre><code>greenlight explain &lt;cluster&gt;/&lt;service&gt;</code></pre>
${reasonGroups.map(({ title, reasons }) => html`<h2>${title}</h2>\n${reasons.map(renderReasonCard)}`)}`;
}

import { html } from 'hono/html';
import type { SaidTrial } from '../../request/format-trial.ts';
import type { Subject } from '../../request/request.ts';
import type { Words } from '../language/en.ts';

type Html = ReturnType<typeof html>;

/** A button to try the new version; or a command, or why there is neither. */
export function renderWays(words: Words, subject: Subject): Html {
  const trial = words.say.trial(subject);
  return html`${
    trial.kind === 'address'
      ? html`<p class="try"><a class="button" href="${trial.url}" rel="noreferrer" target="_blank">${words.page.open} <span aria-hidden="true">↗</span><span class="visually-hidden">${words.page.newTab}</span></a></p>
`
      : ''
  }${renderTrial(words, trial)}`;
}

/** What the button does not show: the source of the address, a command instead of one, or why there is neither. */
function renderTrial(words: Words, trial: SaidTrial): Html {
  const { page } = words;
  if (trial.kind === 'none') {
    return trial.until === undefined
      ? html`<p>${page.noAddress(trial.because)}</p>`
      : html`<p>${page.untried[trial.until]}: ${trial.because}.</p>`;
  }
  const remarks = trial.remarks.map((remark) => html`<p class="soft">${renderRemark(page.newTab, remark)}</p>\n`);
  if (trial.kind === 'address') return html`${remarks}`;
  return html`<p>${page.command(trial.because)}</p>
<pre><code>${trial.command}</code></pre>
${remarks}`;
}

/** With a link if it is about another address: `at http://… another load balancer …`. */
function renderRemark(newTab: string, remark: string): Html | string {
  const { url, rest } = /^at (?<url>https?:\/\/\S+)(?<rest> .*)$/s.exec(remark)?.groups ?? {};
  return url === undefined
    ? asSentence(remark)
    : html`At <a href="${url}" rel="noreferrer" target="_blank">${url}<span class="visually-hidden"> ${newTab}</span></a>${rest}.`;
}

/** With a capital and a full stop. */
function asSentence(clause: string): string {
  return `${clause.charAt(0).toUpperCase()}${clause.slice(1)}.`;
}

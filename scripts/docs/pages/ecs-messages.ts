import type { KnownReason } from '../../../src/reasons/known-reason.ts';
import { reasonGroups } from '../../../src/reasons/reason-groups.ts';
import { formatExample, remediesOf, titleOfReason, unpublishedWords } from '../../../src/reasons/reason-words.ts';
import { fence } from '../markdown.ts';

/**
 * The part of docs/troubleshooting.md about what ECS says, from the table that `greenlight explain` uses: a card for each message, whose anchor is the
 * id of the message. A test keeps the page equal.
 */
export function ecsMessageCards(): string {
  return reasonGroups.map(({ title, reasons }) => [`## ${title}`, ...reasons.map(card)].join('\n\n')).join('\n\n');
}

function card(reason: KnownReason): string {
  const { id, says, cause, look, guide } = reason;
  const { commands, sentences } = remediesOf(reason);
  const more = guide === undefined ? [] : [`See [the guide](${guide}).`];
  return [
    `### ${titleOfReason(id)}`,
    ...(says.length > 0 ? says.map((text) => `> ${code(text)}`) : [unpublishedWords]),
    `**Cause:** ${plain(cause)}`,
    `**Check:** ${plain(look)}.`,
    ['**Do:**', ...sentences.map((line) => `${plain(line)}.`), ...more].join(' '),
    ...(commands.length > 0 ? [fence('sh aws', commands.join('\n'))] : []),
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

/** Prose in Markdown, with what varies as code. */
function plain(text: string): string {
  return formatExample(text, (part) => code(part === '<what>' ? '<…>' : part));
}

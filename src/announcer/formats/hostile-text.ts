import { oneLine } from '../../wording/lines.ts';

/**
 * Text of people and of systems, in the notations of chats. Names of services, reasons and image tags are written by others: none of them may call a
 * whole channel, hide an address behind a word, or look like another line of ours.
 */

/** On one line, without characters that nobody sees, and at most this long. */
export function limitText(text: string, maxCharacters: number): string {
  const line = oneLine(text.toWellFormed())
    .replace(/\p{Cf}/gu, '')
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > maxCharacters ? `${line.slice(0, maxCharacters - 1).toWellFormed()}…` : line;
}

/**
 * For Slack's `mrkdwn`: the three characters that begin links, mentions and commands become entities, as Slack documents. Stars and underscores only
 * change how it looks.
 *
 * @example escapeMrkdwn('<!channel> & <https://evil.example|Approve>') // '&lt;!channel&gt; &amp; &lt;https://evil.example|Approve&gt;'
 * @see https://docs.slack.dev/messaging/formatting-message-text
 */
export function escapeMrkdwn(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/**
 * For markdown that Amazon Q Developer hands to Slack or to Teams, which read it differently and document no escape that both know: each character
 * that means something to one of them becomes one that looks alike and means nothing. An address keeps its `@`, which calls somebody only at the
 * beginning of a word.
 *
 * @example neutralizeMarkdown('[Approve](https://evil.example) @channel') // '⟦Approve⟧(https://evil.example) ＠channel'
 */
export function neutralizeMarkdown(text: string): string {
  return text
    .replace(/[<>[\]*~`|\\]/g, (character) => lookAlikes[character] ?? ' ')
    .replace(/(?<!\w)_|_(?!\w)/g, '‗')
    .replace(/(?<![\w.+-])@/g, '＠')
    .replace(/(?<!\S)#/g, '＃');
}

const lookAlikes: Readonly<Record<string, string>> = {
  '<': '‹',
  '>': '›',
  '[': '⟦',
  ']': '⟧',
  '*': '∗',
  '~': '∼',
  '`': 'ˋ',
  '|': '¦',
  '\\': '∖',
};

import { limitText } from '../../../announcer/formats/hostile-text.ts';
import { shorten } from '../../../wording/values.ts';

/**
 * Text of others on one line: without invisible characters, without what looks like a secret, and at most this long.
 *
 * @param maxCharacters - default: 500
 */
export function plainText(text: string, maxCharacters = 500): string {
  return limitText(shorten(text, maxCharacters), maxCharacters);
}

/** WORD JOINER: takes no room, and what it is in is neither an address nor a mention. */
const joiner = '\u2060';

/**
 * Text of others in Markdown, for the inside of a paragraph, a list or a table: it is shown as it is, and is never markup, HTML, a link or a mention.
 *
 * All ASCII characters but letters, digits, spaces and commas become numeric references, which CommonMark never takes for structure. GitHub makes
 * links and mentions from the text that the references stand for, so these also get a character that takes no room.
 *
 * @example escapeMarkdown('<b>|') // '&#60;b&#62;&#124;'
 * @see https://spec.commonmark.org/0.31.2/#entity-and-numeric-character-references
 * @see https://github.github.com/gfm/#autolinks-extension-
 */
export function escapeMarkdown(text: string): string {
  return plainText(text)
    .replaceAll('@', `${joiner}@${joiner}`)
    .replace(/www(?=\.)|:(?=\/)|#/gi, `$&${joiner}`)
    .replace(/[!-+\-./:-@[-`{-~]/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Lines of text in a code block, in which nothing is markup: its fence is longer than any in the text. */
export function renderCodeBlock(lines: readonly string[]): readonly string[] {
  const plain = lines.map((line) => plainText(line, 1000));
  const longest = Math.max(2, ...plain.flatMap((line) => line.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [fence, ...plain, fence];
}

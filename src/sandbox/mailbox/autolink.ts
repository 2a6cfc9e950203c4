import { html } from 'hono/html';
import { breakable } from './breakable.ts';

type Piece = { text: string; url?: string };

/** Turns plain text into markup in which web addresses can be followed. Every other character is shown as it is;
 * names break after `_`. */
export function autolink(text: string) {
  return split(text).map(({ text, url }) =>
    url === undefined ? breakable(text) : html`<a href="${url}" target="_blank" rel="noopener noreferrer">${text}</a>`,
  );
}

/** Finds `http:` and `https:` addresses; punctuation that closes a sentence or a bracket around one is not part of it. */
function split(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(/\bhttps?:\/\/[^\s<>"]+/gi)) {
    const address = match[0].replace(/[.,;:!?'")\]}]+$/, '');
    if (URL.canParse(address)) {
      pieces.push({ text: text.slice(end, match.index) }, { text: address, url: address });
      end = match.index + address.length;
    }
  }
  return [...pieces, { text: text.slice(end) }];
}

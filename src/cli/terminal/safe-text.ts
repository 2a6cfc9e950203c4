import { stripVTControlCharacters } from 'node:util';

/** Puts what others wrote on one line, without control characters and direction overrides, which must not reach the terminal. */
export function safeText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t-\r]+/g, ' ')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '�');
}

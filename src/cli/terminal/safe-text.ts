import { stripVTControlCharacters } from 'node:util';

/** Text of others on one line: their control characters must not reach the terminal. */
export function safeText(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[\t-\r]+/g, ' ')
    .replace(/\p{Cc}/gu, '�');
}

import { readFileSync } from 'node:fs';

/**
 * The text of a file that people write, as any editor saves it: UTF-8 with a byte order mark or without one, or UTF-16 with one, as the `>` of Windows
 * PowerShell writes. Throws the error of `node:fs` if it cannot be read.
 */
export function readEdited(file: string): string {
  const bytes = readFileSync(file);
  const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
  // The mark is not part of the text.
  return new TextDecoder(isWide ? 'utf-16le' : 'utf-8').decode(bytes);
}

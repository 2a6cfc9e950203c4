import { readFileSync } from 'node:fs';

/**
 * The text of a file that people write, as any editor saves it: UTF-8 with a byte order mark or without one, or UTF-16 with one, as the `>` of Windows
 * PowerShell writes. Throws the error of `node:fs` if it cannot be read, and that of `TextDecoder` if it has another encoding.
 */
export function readEdited(file: string): string {
  const bytes = readFileSync(file);
  // The mark is not part of the text.
  return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8';
}

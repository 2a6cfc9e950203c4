import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** Reads what is pasted, up to an empty line or the end: a mail program breaks a long link, and its other lines must not end up in the shell. */
export async function readPasted(input: Readable): Promise<string> {
  const lines: string[] = [];
  const reader = createInterface({ input, terminal: false });
  for await (const line of reader) {
    if (line.trim() !== '') lines.push(line);
    else if (lines.length > 0) break;
  }
  reader.close();
  return lines.join('\n');
}

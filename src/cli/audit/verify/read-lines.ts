import { createReadStream } from 'node:fs';

/** `text` is undefined if the bytes are not UTF-8; `isEnded` is false for a last line without its line feed. */
export type FileLine = { number: number; text: string | undefined; isEnded: boolean };

/** Longer than any record: a request has at most a few hundred KB. */
const maxBytes = 50_000_000;
const lineFeed = 10;

/** The lines of a file, one at a time. Only a line feed ends a line, and no byte is replaced. */
export async function* readLines(path: string): AsyncGenerator<FileLine> {
  let number = 0;
  let parts: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(lineFeed); end >= 0; end = chunk.indexOf(lineFeed, start)) {
      number += 1;
      yield { number, text: decode([...parts, chunk.subarray(start, end)]), isEnded: true };
      parts = [];
      bytes = 0;
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
    bytes += chunk.length - start;
    if (bytes > maxBytes) throw new Error(`line ${number + 1} of ${path} is longer than ${maxBytes} bytes`);
  }
  if (parts.length > 0) yield { number: number + 1, text: decode(parts), isEnded: false };
}

function decode(parts: readonly Buffer[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

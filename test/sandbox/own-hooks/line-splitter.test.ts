import { expect, test } from 'vitest';
import { lineSplitter } from '../../../src/sandbox/own-hooks/line-splitter.ts';

function linesOf(...pieces: readonly string[]): readonly string[] {
  const lines: string[] = [];
  const splitter = lineSplitter((line) => lines.push(line));
  for (const piece of pieces) splitter.write(piece);
  splitter.end();
  return lines;
}

test.each([
  ['joins pieces', ['looked a', 't 14 pages\nthe', ' end\n'], ['looked at 14 pages', 'the end']],
  ['returns an unterminated line at the end', ['no end'], ['no end']],
  ['splits at a carriage return of the runtime client', ['Error: x\r    at y\n'], ['Error: x', '    at y']],
  ['drops empty lines', ['\n\na\n'], ['a']],
  ['replaces colours and other control characters', ['\u001b[31mred\u001b[0m\tbell\u0007\n'], ['red  bell�']],
])('lineSplitter %s', (_title, pieces, lines) => {
  expect(linesOf(...pieces)).toEqual(lines);
});

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
  ['puts pieces together', ['looked a', 't 14 pages\nthe', ' end\n'], ['looked at 14 pages', 'the end']],
  ['gives at the end what has no end of line', ['no end'], ['no end']],
  ['breaks where the runtime client writes a return', ['Error: x\r    at y\n'], ['Error: x', '    at y']],
  ['leaves out empty lines', ['\n\na\n'], ['a']],
  ['takes colours and other controls for text', ['\u001b[31mred\u001b[0m\tbell\u0007\n'], ['red  bell�']],
])('%s', (_title, pieces, lines) => {
  expect(linesOf(...pieces)).toEqual(lines);
});

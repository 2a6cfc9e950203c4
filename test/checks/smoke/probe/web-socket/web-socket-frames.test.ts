import { expect, test } from 'vitest';
import { hasCloseFrame, makeCloseFrame } from '../../../../../src/checks/smoke/probe/web-socket/web-socket-frames.ts';

const close = [0x88, 0x00];
/** Read as a frame, it is longer than everything that follows. */
const mask = [0x00, 0x7d, 0x00, 0x7d];

test('a close frame has the status of a normal closure, masked', () => {
  expect(makeCloseFrame(Buffer.from([1, 2, 3, 4]))).toEqual(Buffer.from([0x88, 0x82, 1, 2, 3, 4, 0x03 ^ 1, 0xe8 ^ 2]));
});

test.each<[string, number[]]>([
  ['alone', close],
  ['with a status', [0x88, 2, 0x03, 0xe8]],
  ['behind a message', [0x81, 1, 0x61, ...close]],
  ['behind an empty message', [0x81, 0, ...close]],
  ['behind two messages', [0x81, 1, 0x61, 0x81, 2, 0x61, 0x62, ...close]],
  ['behind a message of 300 bytes', [0x81, 126, 1, 44, ...Array(300).fill(0x61), ...close]],
  [
    'behind two messages of 300 bytes',
    [...[1, 2].flatMap(() => [0x81, 126, 1, 44, ...Array(300).fill(0x61)]), ...close],
  ],
  ['behind bytes with a long length', [0x82, 127, 0, 0, 0, 0, 0, 1, 0, 0, ...Array(65_536).fill(1), ...close]],
  ['behind a masked message', [0x81, 0x81, ...mask, 0x61, ...close]],
  ['behind a masked and empty ping', [0x89, 0x80, ...mask, ...close]],
])('a close frame is recognized: %s', (_where, bytes) => {
  expect(hasCloseFrame(Buffer.from(bytes))).toBe(true);
});

test.each<[string, number[]]>([
  ['nothing', []],
  ['half of its head', [0x88]],
  ['a message', [0x81, 1, 0x61]],
  ['a message that looks like one', [0x81, 2, ...close]],
  ['a message whose rest has not arrived', [0x81, 5, 0x61]],
  ['a length of which only half has arrived', [0x81, 126, 1]],
  ['a long length of which nothing has arrived', [0x82, 127]],
])('%s is not a close frame', (_what, bytes) => {
  expect(hasCloseFrame(Buffer.from(bytes))).toBe(false);
});

import { expect, test } from 'vitest';
import { decodeHealthResponse, encodeHealthRequest } from '../../../../../src/checks/smoke/probe/grpc/grpc-message.ts';

test.each<[string, number, number[]]>([
  ['the server as a whole', 0, []],
  ['a service', 3, [0x0a, 3]],
  ['a name of 127 bytes', 127, [0x0a, 0x7f]],
  ['a name of 128 bytes', 128, [0x0a, 0x80, 0x01]],
  ['a name of 300 bytes', 300, [0x0a, 0xac, 0x02]],
])('asks for the health of %s', (_what, length, head) => {
  const name = 'a'.repeat(length);

  const size = head.length + length;
  expect(encodeHealthRequest(name)).toEqual(
    Buffer.concat([Buffer.from([0, 0, 0, size >> 8, size & 0xff, ...head]), Buffer.from(name)]),
  );
});

const serving = [0x08, 1];

test.each<[string, number[], string | undefined]>([
  ['no status, which is the first', [], 'UNKNOWN'],
  ['the first status', [0x08, 0], 'UNKNOWN'],
  ['a status', serving, 'SERVING'],
  ['another status', [0x08, 2], 'NOT_SERVING'],
  ['a status that does not exist', [0x08, 4], undefined],
  ['a status in five bytes', [0x08, 0x81, 0x80, 0x80, 0x80, 0x00], 'SERVING'],
  ['a status in six bytes', [0x08, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00], undefined],
  ['a status that is cut off', [0x08], undefined],
  ['a status whose number is cut off', [0x08, 0x81], undefined],
  ['two statuses, of which the last one counts', [0x08, 2, ...serving], 'SERVING'],
  ['an unknown number behind it', [...serving, 0x10, 2], 'SERVING'],
  ['an unknown number in front of it', [0x10, 0xac, 0x02, ...serving], 'SERVING'],
  ['an unknown string', [0x12, 3, 0x61, 0x62, 0x63, ...serving], 'SERVING'],
  ['an unknown string of 130 bytes', [0x12, 0x82, 0x01, ...Array(130).fill(0x61), ...serving], 'SERVING'],
  ['an unknown value of eight bytes', [0x11, 1, 2, 3, 4, 5, 6, 7, 8, ...serving], 'SERVING'],
  ['an unknown value of four bytes', [0x15, 1, 2, 3, 4, ...serving], 'SERVING'],
  ['an unknown field with a high number', [0x80, 0x7d, 1, ...serving], 'SERVING'],
  ['a group, which nobody uses any more', [0x13, 1, 0x14, ...serving], undefined],
  ['a field without a number', [0x00, 1, ...serving], undefined],
  ['a string without a number', [0x02, 1, 0x61, ...serving], undefined],
  ['a tag that is cut off', [...serving, 0x90], undefined],
  ['a tag of six bytes', [0x90, 0x80, 0x80, 0x80, 0x80, 0x00, 1, ...serving], undefined],
  ['an unknown number that is cut off', [...serving, 0x10], undefined],
  ['an unknown number of six bytes', [...serving, 0x10, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00], undefined],
  ['an unknown string that is cut off', [...serving, 0x12, 3, 0x61], undefined],
  ['an unknown value of eight bytes that is cut off', [...serving, 0x11, 1, 2, 3], undefined],
  ['an unknown value of four bytes that is cut off', [...serving, 0x15, 1, 2, 3], undefined],
])('a message with %s', (_what, message, status) => {
  expect(decodeHealthResponse(Buffer.from([0, 0, 0, 0, message.length, ...message]))).toBe(status);
});

test.each<[string, number[]]>([
  ['nothing', []],
  ['half of the head', [0, 0, 0]],
  ['a compressed message', [1, 0, 0, 0, 2, ...serving]],
  ['less than announced', [0, 0, 0, 0, 3, ...serving]],
  ['more than announced', [0, 0, 0, 0, 2, ...serving, 0]],
])('%s is not a message', (_what, body) => {
  expect(decodeHealthResponse(Buffer.from(body))).toBeUndefined();
});

import { expect, test } from 'vitest';
import { deadlineOf, isAboutToExpire } from '../../src/pause-bridge/pause-time.ts';

const now = new Date('2026-11-22T14:00:00Z');
const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);

test.each<[number, number | undefined, number]>([
  [1440, undefined, 1437],
  [1440, 60, 60],
  [60, 59, 57],
  [6, undefined, 3],
  [5, undefined, 2.5],
  [2, undefined, 1],
  [1.5, undefined, 0.5],
  [0.5, undefined, -0.5],
])('of a pause that ends in %d minutes, with %s to decide, people have %d', (ends, minutes, left) => {
  expect(deadlineOf(now, at(ends), minutes)).toEqual(at(left));
});

test('a pause is about to expire three minutes before its end', () => {
  expect([at(3.01), at(3)].map((end) => isAboutToExpire(now, end))).toEqual([false, true]);
});

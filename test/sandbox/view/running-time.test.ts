import { describe, expect, test } from 'vitest';
import { timeBetween, timeSince, timeUntil } from '../../../src/sandbox/view/running-time.ts';

const start = new Date('2026-11-22T13:40:00Z');

describe('timeBetween', () => {
  test.each([
    [-5_000, '0 s'],
    [0, '0 s'],
    [400, '0 s'],
    [2_400, '2 s'],
    [59_600, '1 min'],
    [100_000, '1 min 40 s'],
    [11_100_000, '3 h 05 min'],
  ])('rounds %d ms to %s', (milliseconds, words) => {
    expect(timeBetween(start, new Date(+start + milliseconds))).toBe(words);
  });
});

test('a running time carries its start or end for the script of the page', async () => {
  const later = new Date(+start + 100_000);

  expect(String(await timeSince(start, later))).toBe(`<span data-since="${+start}">1 min 40 s</span>`);
  expect(String(await timeUntil(later, start))).toBe(`<span data-until="${+later}">1 min 40 s</span>`);
});

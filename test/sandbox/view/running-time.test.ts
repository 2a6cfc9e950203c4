import { describe, expect, test } from 'vitest';
import { timeBetween, timeSince, timeUntil, timeUntilOrNow } from '../../../src/sandbox/view/running-time.ts';

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

test.each([
  [20_000, 'in 20 s'],
  [400, 'now'],
  [-5_000, 'now'],
])('what happens in %d ms happens %s', async (milliseconds, words) => {
  const drawn = String(await timeUntilOrNow(new Date(+start + milliseconds), start));

  expect(drawn.replace(/<[^>]*>/g, '')).toBe(words);
  expect(drawn).toContain('data-in="in " data-over="now" data-until=');
});

import { describe, expect, test } from 'vitest';
import { secondsToNextMinute, watchedSoFar, watchOf } from '../../../src/checks/metrics/watch-times.ts';
import { minute } from './fakes/metrics-gate.ts';

const times = { initialDelayMinutes: 2, watchMinutes: 10, waitMinutes: 5 };

describe('the watch of a gate', () => {
  test('begins with the first whole minute after the delay, and has whole minutes only', () => {
    expect(watchOf(times, minute(0.5), minute(7.9))).toEqual({
      ...{ from: minute(3), until: minute(5), end: minute(13), lastEnd: minute(18) },
    });
    expect(watchOf(times, minute(0), minute(7))).toMatchObject({ from: minute(2), until: minute(5), end: minute(12) });
  });

  test('ends with its patience, however late the call is', () => {
    expect(watchOf(times, minute(0), minute(500)).until).toEqual(minute(17));
  });

  test.each([
    [4, undefined],
    [4.9, undefined],
    [5, { from: minute(2), until: minute(3) }],
  ])('has shown after %d minutes: %j', (after, window) => {
    expect(watchedSoFar(watchOf(times, minute(0), minute(after)))).toEqual(window);
  });

  test.each([
    ['two minutes at most', 0, 120],
    ['a minute and two for the delay of metrics after the first', 3.5, 90],
    ['until the next minute can be read', 6.5, 30],
    ['ten seconds at least', 6.9, 10],
  ])('is worth another call after %s', (_title, after, seconds) => {
    expect(secondsToNextMinute(watchOf(times, minute(0), minute(after)), minute(after))).toBe(seconds);
  });
});

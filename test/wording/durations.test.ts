import { describe, expect, test } from 'vitest';
import { formatDuration, formatSpan } from '../../src/wording/durations.ts';

test.each([
  [0, '0s'],
  [0.25, '0.3s'],
  [9.94, '9.9s'],
  [31.9, '31s'],
  [60, '1m'],
  [100, '1m40s'],
  [3600, '1h'],
  [7530, '2h5m'],
  [86_400, '1d'],
  [93_600, '1d2h'],
])('formatDuration writes %d seconds as %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});

describe('formatSpan', () => {
  test.each([
    [-5, '0 s'],
    [0, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [38 * 60 + 59, '38 min'],
    [3600, '1 h'],
    [3900, '1 h 5 min'],
    [47 * 3600 + 3599, '47 h 59 min'],
    [48 * 3600, '2 d'],
  ])('of %d seconds is %s', (seconds, words) => {
    expect(formatSpan(seconds)).toBe(words);
  });
});

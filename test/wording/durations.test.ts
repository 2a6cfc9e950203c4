import { expect, test } from 'vitest';
import { formatDuration } from '../../src/wording/durations.ts';

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
])('sayDuration says %d seconds as %s', (seconds, words) => {
  expect(formatDuration(seconds)).toBe(words);
});

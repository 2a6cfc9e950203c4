import { describe, expect, test } from 'vitest';
import { formatDuration, formatShortDuration, formatTimeLeft } from '../../src/wording/durations.ts';

describe.each([
  [-5, '0 s', '0s'],
  [0, '0 s', '0s'],
  [0.0144, '14 ms', '14ms'],
  [0.9999, '999 ms', '999ms'],
  [1, '1 s', '1s'],
  [9.94, '9.9 s', '9.9s'],
  [9.97, '10 s', '10s'],
  [31.9, '31 s', '31s'],
  [59.9, '59 s', '59s'],
  [60, '1 min', '1m'],
  [65, '1 min 05 s', '1m05s'],
  [100, '1 min 40 s', '1m40s'],
  [750, '12 min 30 s', '12m30s'],
  [3600, '1 h', '1h'],
  [3659, '1 h', '1h'],
  [4080, '1 h 08 min', '1h08m'],
  [86_400, '1 d', '1d'],
  [93_600, '1 d 2 h', '1d2h'],
  [2_592_000, '30 d', '30d'],
])('%d seconds', (seconds, long, short) => {
  test(`are ${long} in a sentence`, () => {
    expect(formatDuration(seconds)).toBe(long);
  });

  test(`are ${short} in a column`, () => {
    expect(formatShortDuration(seconds)).toBe(short);
  });
});

test('formatDuration uses nothing outside its own source, which the sandbox sends to the browser', () => {
  const alone = new Function(`return ${formatDuration}`)() as typeof formatDuration;

  expect([2.5, 100, 4080].map(alone)).toEqual(['2.5 s', '1 min 40 s', '1 h 08 min']);
});

describe('formatTimeLeft', () => {
  test.each([
    [-5, '0 s'],
    [0.9, '0 s'],
    [9.9, '9 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [38 * 60 + 59, '38 min'],
    [3600, '1 h'],
    [3900, '1 h 05 min'],
    [48 * 3600, '2 d'],
    [51 * 3600 + 3599, '2 d 3 h'],
  ])('writes %d seconds as %s', (seconds, words) => {
    expect(formatTimeLeft(seconds)).toBe(words);
  });
});

import { describe, expect, test } from 'vitest';
import { formatElapsed, shortenArn } from '../../../src/sandbox/view/words.ts';

describe('formatElapsed', () => {
  test.each([
    [-5_000, '0s'],
    [0, '0s'],
    [2_400, '2s'],
    [59_400, '59s'],
    [59_600, '1m'],
    [100_000, '1m40s'],
    [545_000, '9m05s'],
    [720_000, '12m'],
    [755_000, '12m'],
    [3_600_000, '1h00m'],
    [11_100_000, '3h05m'],
  ])('says %i ms as %s', (milliseconds, words) => {
    expect(formatElapsed(milliseconds)).toBe(words);
  });
});

test('shorten keeps the last four characters of an ARN', () => {
  expect(shortenArn('arn:aws:ecs:us-west-2:123456789012:service-revision/c/s/9313423515462896934')).toBe('…6934');
});

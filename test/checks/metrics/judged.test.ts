import { expect, test } from 'vitest';
import { formatNumber, formatProbability } from '../../../src/checks/metrics/judged.ts';

test.each([
  [0, '0'],
  [-0.5, '-0.5'],
  [1.23456, '1.235'],
  [0.000123456, '0.0001235'],
  [999.96, '1000'],
  [1000, '1000'],
  [12_345.67, '12346'],
  [-12_345.67, '-12346'],
  [123_456_789, '123456789'],
  [Number.POSITIVE_INFINITY, 'infinite'],
  [Number.NEGATIVE_INFINITY, 'minus infinite'],
])('the number %d is shown as %s', (value, text) => {
  expect(formatNumber(value)).toBe(text);
});

test.each([
  [1, 'p = 1'],
  [0.02138, 'p = 0.021'],
  [0.0001, 'p = 0.0001'],
  [0.0000999, 'p below 0.0001'],
  [0, 'p below 0.0001'],
])('the probability %d is shown as %s', (p, text) => {
  expect(formatProbability(p)).toBe(text);
});

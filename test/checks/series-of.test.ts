import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seriesOf } from '../../src/checks/series-of.ts';

describe('a series for a chart', () => {
  test('has the values, their unit and their limit', () => {
    expect(seriesOf([82.12345, undefined, 90, 212], { name: 'times', unit: 'ms', max: 500 })).toStrictEqual({
      name: 'times',
      values: [82.12, 90, 212],
      unit: 'ms',
      max: 500,
    });
    expect(seriesOf([1, 2, 3], { name: 'hosts', min: 2 })).toStrictEqual({
      ...{ name: 'hosts', values: [1, 2, 3], min: 2 },
    });
  });

  test('is missing for fewer than three values', () => {
    expect(seriesOf([1, 2, undefined, Number.NaN, Number.POSITIVE_INFINITY], { name: 'times' })).toBeUndefined();
  });

  test('shows several values as the one that is nearest to its limit', () => {
    const values = Array.from({ length: 48 }, (_, at) => (at === 20 ? 900 : at === 21 ? 1 : 100));

    expect(seriesOf(values, { name: 'times' })?.values[10]).toBe(900);
    expect(seriesOf(values, { name: 'times', max: 5, min: 1 })?.values[10]).toBe(900);
    expect(seriesOf(values, { name: 'hosts', min: 2 })?.values[10]).toBe(1);
  });

  test('has at most 24 values, in their order, and loses no peak', () => {
    const tookMs = fc.integer({ min: 0, max: 9999 });
    fc.assert(
      fc.property(fc.array(tookMs, { minLength: 3, maxLength: 200 }), (values) => {
        const shown = seriesOf(values, { name: 'times' })?.values ?? [];

        expect(shown.length).toBe(Math.min(24, values.length));
        expect(Math.max(...shown)).toBe(Math.max(...values));
        let from = 0;
        for (const value of shown) {
          from = values.indexOf(value, from);
          expect(from).toBeGreaterThanOrEqual(0);
          from += 1;
        }
      }),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { measureValues } from '../../../../src/checks/metrics/compare/measure-values.ts';
import type { MetricComparison } from '../../../../src/checks/metrics/config/comparison-config.ts';

const byMinutes: MetricComparison = {
  preset: 'p95',
  method: 'statistics',
  maxRatio: 1.5,
  floor: 50,
  minRequests: 100,
  maxP: 0.01,
};
const byRatio: MetricComparison = { ...byMinutes, method: 'ratio' };

const flat = (value: number, count = 10) => Array.from({ length: count }, () => value);
/** 100, 101, … in no order. */
const rising = (base: number, count = 10) => Array.from({ length: count }, (_, at) => base + ((at * 7) % count));

describe('values of minutes', () => {
  test('are tested, and described with their medians, shift and interval', () => {
    const { found, p, lacks } = measureValues(byMinutes, { green: rising(200), blue: rising(100) }, 'ms');

    expect(found).toBe(
      'green 204.5 ms, blue 104.5 ms (1.96 ×), shift 100 ms (98 % between 96 ms and 104 ms), U = 100 of 10 × 10 minutes, p below 0.0001',
    );
    expect(p).toBeLessThan(0.0001);
    expect(lacks).toBeUndefined();
  });

  test.each([
    ['green is flat', flat(200), rising(100)],
    ['blue is flat', rising(200), flat(100)],
  ])('are tested if only %s', (_title, green, blue) => {
    expect(measureValues(byMinutes, { green, blue }, 'ms').p).toBeLessThan(0.001);
  });

  test('have no probability if both are flat', () => {
    expect(measureValues(byMinutes, { green: flat(200), blue: flat(100) }, 'ms')).toEqual({
      comparison: byMinutes,
      ...{ lacks: undefined, isBeyond: true, p: undefined },
      found: 'green 200 ms, blue 100 ms (2 ×)',
    });
  });

  test.each([
    [9, 10, 'green has 9 and blue 10 minutes with data of at least 10'],
    [10, 9, 'green has 10 and blue 9 minutes with data of at least 10'],
    [0, 0, 'green has 0 and blue 0 minutes with data of at least 10'],
  ])('are too few if they are %d and %d', (green, blue, lacks) => {
    const values = { green: rising(200, green), blue: rising(100, blue) };

    expect(measureValues(byMinutes, values, '%')).toMatchObject({ lacks, p: undefined });
  });

  test('are not tested if something else is missing', () => {
    const measured = measureValues(byMinutes, { green: rising(200), blue: rising(100) }, 'ms', 'too few requests');

    expect(measured).toMatchObject({
      lacks: 'too few requests',
      p: undefined,
      found: expect.not.stringMatching(/U =/),
    });
  });
});

describe('one value of the whole watch', () => {
  test.each([
    [[], []],
    [[200], []],
    [[], [100]],
  ])('is missing if there are %j and %j', (green, blue) => {
    const { lacks, p } = measureValues(byRatio, { green, blue }, 'ms');

    expect(lacks).toBe('no value covers the whole watch for both');
    expect(p).toBeUndefined();
  });

  test('is compared without a probability', () => {
    expect(measureValues(byRatio, { green: [200], blue: [100] }, 'ms')).toEqual({
      comparison: byRatio,
      ...{ lacks: undefined, isBeyond: true, p: undefined },
      found: 'green 200 ms, blue 100 ms (2 ×)',
    });
    expect(measureValues(byRatio, { green: [200, 210], blue: [100, 120] }, 'ms').p).toBeUndefined();
  });

  test('is unknown, or has no ratio, where that cannot be said', () => {
    const found = (green: number[], blue: number[]) => measureValues(byRatio, { green, blue }, 'ms').found;

    expect(found([], [100])).toBe('green unknown, blue 100 ms');
    expect(found([100], [])).toBe('green 100 ms, blue unknown');
    expect(found([100], [0])).toBe('green 100 ms, blue 0 ms');
  });
});

test.each([
  ['both are exceeded', 300, 199, true],
  ['the ratio is just reached', 300, 200, false],
  ['only the ratio is exceeded', 60, 30, false],
  ['the ratio is exceeded, and the floor just reached', 90, 40, true],
  ['only the floor is exceeded', 1100, 1000, false],
  ['green is smaller', 100, 1000, false],
])('green is beyond ratio and floor if %s', (_title, green, blue, isBeyond) => {
  expect(measureValues(byRatio, { green: [green], blue: [blue] }, 'ms').isBeyond).toBe(isBeyond);
  const minutes = { green: flat(green), blue: flat(blue) };
  expect(measureValues(byMinutes, minutes, 'ms').isBeyond).toBe(isBeyond);
});

test('the floor is for the shift of the minutes, not for the difference of their medians', () => {
  // The medians differ by 100, most minutes by less than the floor.
  const blue = [...flat(100, 4), ...flat(101, 2), ...flat(190, 4)];
  const green = [...flat(110, 4), ...flat(201, 2), ...flat(202, 4)];
  const { isBeyond, found } = measureValues(byMinutes, { green, blue }, 'ms');

  expect(found).toMatch(/^green 201 ms, blue 101 ms \(1\.99 ×\), shift 12 ms /);
  expect(isBeyond).toBe(false);
});

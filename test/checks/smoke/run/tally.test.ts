import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentileOf } from '../../../../src/checks/smoke/judge/percentile.ts';
import { exceededBy, formatLimits, formatTally, isHopeless } from '../../../../src/checks/smoke/run/tally.ts';

const of = (times: readonly number[], errors = 0) => ({ times, errors, proof: true as const, isCertain: true });
const times = fc.array(fc.integer({ min: 0, max: 2000 }), { minLength: 1, maxLength: 200 });
const limits = fc.record(
  {
    maxErrorRate: fc.constantFrom(0, 0.01, 0.07, 0.29, 0.5, 1),
    p50: fc.integer({ min: 1, max: 2000 }),
    p95: fc.integer({ min: 1, max: 2000 }),
    p99: fc.integer({ min: 1, max: 2000 }),
  },
  { requiredKeys: [] },
);

describe('percentileOf', () => {
  test.each([
    [20, 95, 19],
    [100, 95, 95],
    [100, 7, 7],
    [200, 99, 198],
    [1, 50, 1],
    [10, 99, 10],
  ])('is by the nearest rank: of 1 to %i, p%i is %i', (count, percentile, expected) => {
    const sorted = Array.from({ length: count }, (_, at) => at + 1);

    expect(percentileOf(sorted, percentile)).toBe(expected);
  });

  test('is the smallest value that at least this part of all values do not exceed', () => {
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 100 }), (values, percentile) => {
        const sorted = values.toSorted((one, other) => one - other);
        const found = percentileOf(sorted, percentile) ?? Number.NaN;
        const upTo = (limit: number) => sorted.filter((value) => value <= limit).length * 100;

        expect(upTo(found)).toBeGreaterThanOrEqual(percentile * sorted.length);
        expect(sorted.filter((value) => value < found).length * 100).toBeLessThan(percentile * sorted.length);
      }),
    );
  });
});

describe('exceededBy', () => {
  test.each([
    ['an error rate at its limit', of(Array(100).fill(10), 29), { maxErrorRate: 0.29 }, []],
    ['an error too many', of(Array(100).fill(10), 30), { maxErrorRate: 0.29 }, ['30 errors (30 %)']],
    ['no limit for errors', of([10], 1), { p50: 20 }, []],
    ['a slow percentile', of([10, 10, 900]), { p50: 20, p99: 500 }, ['p99 900 ms']],
    ['a percentile of samples in any order', of([900, 9, 10]), { p50: 9 }, ['p50 10 ms']],
    ['a percentile at its limit', of([10, 20]), { p99: 20 }, []],
    ['no samples', of([]), { p99: 1, maxErrorRate: 0 }, []],
  ])('judges %s', (_what, tally, allowed, expected) => {
    expect(exceededBy(tally, allowed)).toEqual(expected);
  });
});

describe('isHopeless', () => {
  test.each([
    ['a sample at its limit', of([100]), { p50: 100 }, 1, false],
    ['a sample above its limit', of([101]), { p50: 100 }, 1, true],
    ['as many errors as allowed', of([1], 1), { maxErrorRate: 0.2 }, 5, false],
    ['an error too many', of([1], 1), { maxErrorRate: 0.1 }, 5, true],
    ['no limits', of([9000], 1), {}, 1, false],
  ])('judges %s', (_what, tally, allowed, count, expected) => {
    expect(isHopeless(tally, allowed, count)).toBe(expected);
  });

  test('is true only if every possible end exceeds a limit', () => {
    fc.assert(
      fc.property(times, limits, fc.nat({ max: 100 }), fc.nat({ max: 50 }), (values, allowed, more, faults) => {
        const tally = of(values, Math.min(faults, values.length));
        const count = values.length + more;
        const best = of([...values, ...Array<number>(more).fill(0)], tally.errors);

        expect(isHopeless(tally, allowed, count)).toBe(exceededBy(best, allowed).length > 0);
      }),
    );
  });
});

describe('formatTally', () => {
  test('says which percentile is only the slowest of few', () => {
    expect(formatTally(of([40, 9, 30, 100, 20]))).toBe('5 samples, no errors, p50 30 ms, p90 100 ms (the slowest)');
    expect(formatTally(of(Array(100).fill(5), 1))).toBe(
      '100 samples, 1 error (1 %), p50 5 ms, p90 5 ms, p95 5 ms, p99 5 ms',
    );
  });
});

describe('formatLimits', () => {
  test('shows what is allowed', () => {
    expect(formatLimits({ maxErrorRate: 0.015, p95: 400 })).toBe('at most 1.5 % errors, p95 400 ms');
    expect(formatLimits({ maxErrorRate: 0 })).toBe('no errors');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hodgesLehmann } from '../../../../src/checks/metrics/statistics/hodges-lehmann.ts';
import { holm } from '../../../../src/checks/metrics/statistics/holm.ts';
import { mannWhitney } from '../../../../src/checks/metrics/statistics/mann-whitney.ts';
import { normalQuantile } from '../../../../src/checks/metrics/statistics/normal.ts';
import { rankTogether, sigmaOfU } from '../../../../src/checks/metrics/statistics/ranks.ts';
import { fisherGreater, type Rate, wilsonInterval } from '../../../../src/checks/metrics/statistics/rates.ts';

/** Whole numbers, so that scaling and shifting them is exact; few of them, so that there are ties. */
const sample = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 14 });
const rate: fc.Arbitrary<Rate> = fc
  .tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 0, max: 400 }))
  .map(([total, count]) => ({ total, count: Math.min(count, total) }));

describe('mannWhitney', () => {
  test('is symmetric: what exceeds is exceeded', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const [one, other] = [mannWhitney(x, y), mannWhitney(y, x)];
        expect(one.u + other.u).toBe(x.length * y.length);
        expect(one.pTwoSided).toBeCloseTo(other.pTwoSided, 12);
      }),
    );
  });

  test('depends neither on the unit nor on the order of the values', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: 1, max: 1000 }), fc.integer(), (x, y, scale, offset) => {
        const change = (values: number[]) => values.map((value) => value * scale + offset).reverse();
        expect(mannWhitney(change(x), change(y))).toEqual(mannWhitney(x, y));
      }),
    );
  });

  test('has probabilities from 0 to 1, which fall as the first sample rises', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const risen = x.map((value) => value + 100);
        const [before, after] = [mannWhitney(x, y), mannWhitney(risen, y)];
        for (const p of [before.pGreater, before.pTwoSided, after.pGreater, after.pTwoSided]) {
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
        }
        expect(after.u).toBe(x.length * y.length);
      }),
    );
  });

  test('approximates the exact distribution', () => {
    const distinct = fc.uniqueArray(fc.integer(), { minLength: 20, maxLength: 40 });
    fc.assert(
      fc.property(distinct, (values) => {
        const [x, y] = [values.slice(0, 10), values.slice(10)];
        const exact = mannWhitney(x, y, { method: 'exact' }).pGreater;
        expect(Math.abs(exact - mannWhitney(x, y, { method: 'asymptotic' }).pGreater)).toBeLessThan(0.01);
      }),
    );
  });
});

describe('hodgesLehmann', () => {
  test('scales with the unit and has the opposite sign for the opposite order', () => {
    fc.assert(
      fc.property(sample, sample, fc.integer({ min: 1, max: 100 }), (x, y, scale) => {
        const shift = hodgesLehmann(x, y);
        const scaled = hodgesLehmann(
          x.map((value) => value * scale),
          y.map((value) => value * scale),
        );
        const opposite = hodgesLehmann(y, x);
        expect(scaled.estimate).toBe(shift.estimate * scale);
        expect(opposite.estimate + shift.estimate).toBe(0);
        expect(scaled.interval).toEqual(shift.interval?.map((end) => end * scale));
        const [low = Number.NaN, high = Number.NaN] = shift.interval ?? [0, 0];
        expect(opposite.interval ?? [0, 0]).toEqual([0 - high, 0 - low]);
      }),
    );
  });

  test('has the estimate within its interval', () => {
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const { estimate, interval } = hodgesLehmann(x, y);
        if (interval === undefined) return;
        expect(interval[0]).toBeLessThanOrEqual(estimate);
        expect(interval[1]).toBeGreaterThanOrEqual(estimate);
      }),
    );
  });

  test('finds the bounds that trying all shifts one after the other finds', () => {
    fc.assert(
      fc.property(sample, sample, fc.constantFrom(0.9, 0.95, 0.98), (x, y, confidence) => {
        const { interval } = hodgesLehmann(x, y, confidence);
        if (interval !== undefined) expect(interval).toEqual(boundsByTrial(x, y, confidence));
      }),
    );
  });
});

/** As R does it: moves the first sample down by more and more until the standardized U no longer exceeds the limit. */
function boundsByTrial(x: number[], y: number[], confidence: number): number[] {
  const limit = normalQuantile((1 - confidence) / 2);
  const differences = [...new Set(x.flatMap((one) => y.map((other) => one - other)))].sort((a, b) => a - b);
  /** Just below a difference, where nothing is tied across the samples. */
  const standardized = (shift: number) => {
    const moved = x.map((value) => value - shift + 0.25);
    const { rankSum, ties } = rankTogether(moved, y);
    const distance = rankSum - (x.length * (x.length + 1)) / 2 - (x.length * y.length) / 2;
    return (distance - Math.sign(distance) / 2) / sigmaOfU(x.length, y.length, ties);
  };
  const low = differences.findLast((shift) => standardized(shift) > limit) ?? differences[0];
  const high = differences.findLast((shift) => standardized(shift) >= -limit) ?? differences[0];
  return [low ?? 0, high ?? 0];
}

describe('rates', () => {
  test('fisherGreater falls with every further error, and both sides together cover everything', () => {
    fc.assert(
      fc.property(rate, rate, (first, second) => {
        const p = fisherGreater(first, second);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1 + 1e-12);
        if (first.count < first.total) {
          const worse = fisherGreater({ ...first, count: first.count + 1 }, second);
          expect(worse).toBeLessThanOrEqual(p * (1 + 1e-9));
        }
        // P(at least this many) + P(at most this many) counts this many twice.
        expect(p + fisherGreater(second, first)).toBeGreaterThanOrEqual(1 - 1e-9);
      }),
    );
  });

  test('wilsonInterval contains the rate and shrinks with more requests', () => {
    fc.assert(
      fc.property(rate, ({ count, total }) => {
        const [low, high] = wilsonInterval({ count, total });
        expect(low).toBeLessThanOrEqual(count / total);
        expect(high).toBeGreaterThanOrEqual(count / total);
        const [lowOfMore, highOfMore] = wilsonInterval({ count: count * 10, total: total * 10 });
        expect(highOfMore - lowOfMore).toBeLessThan(high - low);
      }),
    );
  });
});

test('holm never makes a probability smaller, and keeps their order', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (probabilities) => {
      const adjusted = holm(probabilities);
      for (const [at, p] of probabilities.entries()) {
        expect(adjusted[at]).toBeGreaterThanOrEqual(p);
        expect(adjusted[at]).toBeLessThanOrEqual(1);
        for (const [other, q] of probabilities.entries()) {
          if (p < q) expect(adjusted[at]).toBeLessThanOrEqual(adjusted[other] ?? 0);
        }
      }
    }),
  );
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mannWhitney } from '../../../../src/checks/metrics/statistics/mann-whitney.ts';
import { normalQuantile, normalTail } from '../../../../src/checks/metrics/statistics/normal.ts';
import { fisherGreater, wilsonInterval } from '../../../../src/checks/metrics/statistics/rates.ts';

type Vectors = {
  scipy: string;
  /** Null if SciPy says NaN: all values are equal. */
  mannWhitney: {
    x: number[];
    y: number[];
    u: number;
    auto: number | null;
    greater: number | null;
    asymptotic: number | null;
    uncorrected: number | null;
    exact?: number;
  }[];
  rates: { counts: [number, number]; totals: [number, number]; fisher: number; confidence: number; wilson: number[] }[];
  normal: [z: number, tail: number][];
};

/** Recorded by `scipy/record.py`, which says how. */
const vectors: Vectors = JSON.parse(readFileSync(new URL('scipy/vectors.json', import.meta.url), 'utf8'));

/** Equal to that many digits, relative to the value: probabilities are small. */
function expectClose(found: number, wanted: number, digits = 10) {
  expect(Math.abs(found - wanted), `${found} instead of ${wanted}`).toBeLessThanOrEqual(
    Math.abs(wanted) * 10 ** -digits + 1e-300,
  );
}

describe('what SciPy calculates', () => {
  test('is recorded', () => {
    expect(vectors.scipy).toBe('1.17.1');
    expect(vectors.mannWhitney).toHaveLength(150);
    expect(vectors.mannWhitney.filter(({ exact }) => exact !== undefined).length).toBeGreaterThan(30);
  });

  test.each(vectors.mannWhitney)('mannwhitneyu($x, $y)', ({ x, y, u, ...p }) => {
    const auto = mannWhitney(x, y);

    expect(auto.u).toBe(u);
    // Its exact distribution is in floating-point numbers, ours in whole ones.
    expectClose(auto.pTwoSided, p.auto ?? 1);
    expectClose(auto.pGreater, p.greater ?? 1);
    expectClose(mannWhitney(x, y, { method: 'asymptotic' }).pTwoSided, p.asymptotic ?? 1);
    expectClose(mannWhitney(x, y, { method: 'asymptotic', hasCorrection: false }).pTwoSided, p.uncorrected ?? 1);
    if (p.exact !== undefined) expectClose(mannWhitney(x, y, { method: 'exact' }).pTwoSided, p.exact);
  });

  test.each(vectors.rates)('fisher_exact and wilson of $counts of $totals', (vector) => {
    const [first, second] = [0, 1].map((at) => ({ count: vector.counts[at] ?? 0, total: vector.totals[at] ?? 0 }));
    if (first === undefined || second === undefined) throw new Error('a vector has two rates');
    const [low, high] = wilsonInterval(first, vector.confidence);

    // SciPy takes the difference of two cumulative sums, and has itself only about 10 digits of a small result.
    expectClose(fisherGreater(first, second), vector.fisher, 9);
    expect(low).toBeCloseTo(vector.wilson[0] ?? Number.NaN, 12);
    expect(high).toBeCloseTo(vector.wilson[1] ?? Number.NaN, 12);
  });

  test.each(vectors.normal)('norm.sf(%d)', (z, tail) => {
    expectClose(normalTail(z), tail, 13);
    if (tail > 1e-300) expectClose(normalQuantile(tail), z, 11);
  });
});

import { describe, expect, test } from 'vitest';
import { hodgesLehmann } from '../../../../src/checks/metrics/statistics/hodges-lehmann.ts';
import { holm } from '../../../../src/checks/metrics/statistics/holm.ts';
import { mannWhitney } from '../../../../src/checks/metrics/statistics/mann-whitney.ts';
import { fisherGreater, wilsonInterval } from '../../../../src/checks/metrics/statistics/rates.ts';

const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

const slow = [0.213, 0.198, 0.225, 0.241, 0.207, 0.219, 0.233, 0.228, 0.216, 0.239];
const fast = [0.187, 0.201, 0.193, 0.179, 0.205, 0.196, 0.188, 0.21, 0.184, 0.199];

type Vector = {
  name: string;
  green: number[];
  blue: number[];
  u: number;
  /** Undefined if there are ties. */
  exact?: number;
  corrected: number;
  uncorrected: number | undefined;
  shift: number;
  interval: [number, number] | undefined;
};

/** The intervals are those of Kayenta's method, solved exactly. */
const vectors: Vector[] = [
  {
    ...{ name: 'two small samples', green: [19, 22, 16, 29, 24], blue: [20, 11, 17, 12], u: 17, exact: 0.1111111111 },
    ...{ corrected: 0.1113468865, uncorrected: 0.08641073297, shift: 7, interval: [-4, 18] },
  },
  {
    ...{ name: 'no overlap', green: [6, 7, 8, 9, 10], blue: [1, 2, 3, 4, 5], u: 25, exact: 0.007936507937 },
    ...{ corrected: 0.01218578036, uncorrected: 0.009023438818, shift: 5, interval: [1, 9] },
  },
  {
    ...{ name: 'response times in seconds', green: slow, blue: fast, u: 95, exact: 0.0002056766763 },
    ...{ corrected: 0.0007685389132, uncorrected: 0.000669729449, shift: 0.0285, interval: [0.012, 0.043] },
  },
  {
    ...{ name: 'ties', green: [1, 2, 2, 3, 3, 3, 4], blue: [2, 3, 3, 4, 4, 5, 5, 5], u: 11 },
    ...{ corrected: 0.04923896784, uncorrected: 0.04275371826, shift: -1, interval: [-3, 0] },
  },
  {
    ...{ name: 'rare errors against none', green: [0, 1, 2, 1, 0, 0], blue: times(6, 0), u: 27 },
    ...{ corrected: 0.07313979966, uncorrected: 0.05777957112, shift: 0.5, interval: [0, 2] },
  },
  {
    ...{ name: 'seven bad minutes of ten', green: [...times(7, 100), ...times(3, 1)], blue: times(10, 1), u: 85 },
    ...{ corrected: 0.001616772831, uncorrected: 0.001381170504, shift: 99, interval: [0, 99] },
  },
  {
    ...{ name: 'eight bad minutes of ten', green: [...times(8, 100), ...times(2, 1)], blue: times(10, 1), u: 90 },
    ...{ corrected: 0.0004405192129, uncorrected: 0.000372232565736579, shift: 99, interval: [99, 99] },
  },
  {
    ...{ name: 'two different flat lines', green: times(5, 5), blue: times(5, 7), u: 0 },
    ...{ corrected: 0.00397675171, uncorrected: 0.002699796063, shift: -2, interval: undefined },
  },
  {
    ...{ name: 'one flat line', green: times(3, 3), blue: times(3, 3), u: 4.5 },
    ...{ corrected: 1, uncorrected: 1, shift: 0, interval: undefined },
  },
];

describe('mannWhitney and hodgesLehmann', () => {
  test.each(vectors)('of $name', ({ green, blue, u, exact, corrected, uncorrected, shift, interval }) => {
    const asymptotic = mannWhitney(green, blue, { method: 'asymptotic' });

    expect(asymptotic.u).toBe(u);
    expect(asymptotic.pTwoSided).toBeCloseTo(corrected, 10);
    if (uncorrected !== undefined) {
      const plain = mannWhitney(green, blue, { method: 'asymptotic', hasCorrection: false });
      expect(plain.pTwoSided).toBeCloseTo(uncorrected, 11);
    }
    if (exact !== undefined) {
      expect(mannWhitney(green, blue, { method: 'exact' }).pTwoSided).toBeCloseTo(exact, 10);
    }
    const found = hodgesLehmann(green, blue);
    expect(found.estimate).toBeCloseTo(shift, 12);
    expect(found.interval?.map((end) => Number(end.toFixed(12)))).toEqual(interval);
  });

  test('one-sided', () => {
    const [green, blue] = [
      [19, 22, 16, 29, 24],
      [20, 11, 17, 12],
    ];
    expect(mannWhitney(green, blue)).toMatchObject({ method: 'exact' });
    expect(mannWhitney(green, blue).pGreater).toBeCloseTo(0.05555555556, 11);
    expect(mannWhitney(green, blue, { method: 'asymptotic' }).pGreater).toBeCloseTo(0.05567344327, 11);
  });

  test('of one value', () => {
    expect(mannWhitney([5], [1, 2, 3]).pTwoSided).toBeCloseTo(0.5, 12);
    expect(mannWhitney([5], [1, 2, 3], { method: 'asymptotic' }).pTwoSided).toBeCloseTo(0.3710933695, 10);
  });

  test('with too few values for a small probability', () => {
    expect(mannWhitney([4, 5, 6], [1, 2, 3]).pTwoSided).toBeCloseTo(0.1, 12);
    expect(mannWhitney([5, 6, 7, 8], [1, 2, 3, 4]).pTwoSided).toBeCloseTo(0.02857142857, 11);
    expect(mannWhitney([5, 6, 7, 8], [1, 2, 3, 4], { method: 'asymptotic' }).pTwoSided).toBeCloseTo(0.03038, 5);
  });
});

describe('rates', () => {
  test.each([
    [8, 100, 1, 100, 0.01744957599],
    [3, 100, 1, 900, 0.003608440371],
  ])('fisherGreater of %d/%d and %d/%d', (count, total, otherCount, otherTotal, p) => {
    expect(fisherGreater({ count, total }, { count: otherCount, total: otherTotal })).toBeCloseTo(p, 11);
  });

  // Published with z rounded to 1.96; SciPy and we use all digits, which changes the sixth decimal.
  test.each([
    [50, 0.07135003417],
    [300, 0.01264342943],
  ])('the upper bound of 0/%d', (total, bound) => {
    const [low, high] = wilsonInterval({ count: 0, total });

    expect(low).toBe(0);
    expect(high).toBeCloseTo(bound, 5);
    const square = 1.959963984540054 ** 2;
    expect(high).toBeCloseTo(square / (total + square), 14);
  });
});

describe('at the limits', () => {
  const none = { count: 0, total: 0 };

  test('fisherGreater of errors only has the probability 1, also of a thousand million', () => {
    const all = { count: 1_000_000_007, total: 1_000_000_007 };

    expect(fisherGreater(all, none)).toBe(1);
    expect(fisherGreater(all, all)).toBe(1);
  });

  test('wilsonInterval ends at 1 exactly if all are errors, and is everything if there are no requests', () => {
    // Without rounding: 0.9999999999999999 for 4, 1.0000000000000002 for 9.
    for (const total of [4, 9]) expect(wilsonInterval({ count: total, total })[1]).toBe(1);
    expect(wilsonInterval(none)).toEqual([0, 1]);
  });

  test('mannWhitney says which method it used', () => {
    const nine = Array.from({ length: 9 }, (_, at) => at);

    expect(mannWhitney([1, 2], [3, 4]).method).toBe('exact');
    expect(mannWhitney([1, 2], [2, 3]).method).toBe('asymptotic');
    expect(
      mannWhitney(
        nine,
        nine.slice(1).map((value) => value + 0.5),
      ).method,
    ).toBe('exact');
    expect(
      mannWhitney(
        nine,
        nine.map((value) => value + 0.5),
      ).method,
    ).toBe('asymptotic');
  });
});

describe('holm', () => {
  test.each([
    [[], []],
    [[0.2], [0.2]],
    [
      [0.01, 0.04, 0.03],
      [0.03, 0.06, 0.06],
    ],
    [
      [0.5, 0.6, 0.004],
      [1, 1, 0.012],
    ],
  ])('of %j is %j', (probabilities, adjusted) => {
    expect(holm(probabilities).map((p) => Number(p.toFixed(12)))).toEqual(adjusted);
  });
});

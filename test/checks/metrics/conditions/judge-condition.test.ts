import { describe, expect, test } from 'vitest';
import { judgeCondition } from '../../../../src/checks/metrics/conditions/judge-condition.ts';
import type { ReadingLimits } from '../../../../src/checks/metrics/conditions/judge-readings.ts';
import { readingsOf } from '../../../../src/checks/metrics/conditions/readings.ts';
import type { Condition } from '../../../../src/checks/metrics/config/condition-config.ts';
import { plusMinutes } from '../../../../src/checks/metrics/watch-times.ts';
import { minute } from '../fakes/metrics-gate.ts';

const source = { metric: { namespace: 'Shop', name: 'Errors', dimensions: {}, statistic: 'Sum' } };
const base: Condition = {
  ...{ name: 'errors', source, success: { max: 5 }, failure: undefined },
  ...{ periodMinutes: 1, samples: undefined, missing: 'inconclusive' },
};
const noLimits: ReadingLimits = { consecutive: undefined, failureLimit: 0, inconclusiveLimit: undefined };

type Values = readonly (number | null)[];

/** A watch of three minutes and two more for patience, of which as many have been read as there are values; null: none in that minute. */
function judge(
  values: Values,
  { limits = {}, counts, ...change }: Partial<Condition> & { limits?: Partial<ReadingLimits>; counts?: Values } = {},
) {
  const condition: Condition = { ...base, ...change };
  const [from, until] = [minute(0), minute(values.length)];
  const points = (all: Values) => all.flatMap((value, at) => (value === null ? [] : [{ at: minute(at), value }]));
  const counted = counts && points(counts);
  const readings = readingsOf(condition, { from, until }, points(values), counted);
  const watch = { from, until, end: plusMinutes(from, 3), lastEnd: plusMinutes(from, 5) };
  const { outcome, finding } = judgeCondition(condition, readings, { ...noLimits, ...limits }, watch);
  return `${outcome}: ${finding.found} (${finding.allowed})`;
}

describe('the readings of a condition', () => {
  test.each<[Values, Partial<ReadingLimits>, string]>([
    [[], {}, 'wait: 0 good of 0 readings (at most 5)'],
    [[1, 2], {}, 'wait: 2 good of 2 readings (at most 5)'],
    [[1, 2, 3], {}, 'pass: 3 good of 3 readings, the last 3 (at most 5)'],
    [[1, 9], {}, 'fail: 9 at 14:01 UTC, bad 1 times in 2 readings (at most 5)'],
    [[1, 9, 3], { failureLimit: 1 }, 'wait: 2 good, 1 bad of 3 readings (at most 5, up to 1 bad readings)'],
    [
      [1, 9, 3, 4],
      { failureLimit: 1 },
      'pass: 3 good, 1 bad of 4 readings, the last 4 (at most 5, up to 1 bad readings)',
    ],
    [
      [7, 1, 9],
      { failureLimit: 1 },
      'fail: 9 at 14:02 UTC, bad 2 times in 3 readings (at most 5, up to 1 bad readings)',
    ],
    [[1, null, 3], {}, 'wait: 2 good, 1 inconclusive of 3 readings, the last of those without data (at most 5)'],
    [
      [1, 9, null, null, 3],
      { failureLimit: 1 },
      'inconclusive: 2 good, 1 bad, 2 inconclusive of 5 readings after 5 min, the last of those without data (at most 5, up to 1 bad readings)',
    ],
    [
      [null, 1],
      { inconclusiveLimit: 0 },
      'inconclusive: 1 good, 1 inconclusive of 2 readings, the last of those without data (at most 5)',
    ],
    [
      [null, 1],
      { inconclusiveLimit: 1 },
      'wait: 1 good, 1 inconclusive of 2 readings, the last of those without data (at most 5)',
    ],
    [
      [1, null, 3],
      { consecutive: 2 },
      'wait: 2 good, 1 inconclusive of 3 readings, the last of those without data (at most 5, the last 2 good)',
    ],
    [
      [null, 2, 3],
      { consecutive: 2 },
      'pass: 2 good, 1 inconclusive of 3 readings, the last 3 (at most 5, the last 2 good)',
    ],
    [[1, 2, 3], { consecutive: 4 }, 'wait: 3 good of 3 readings (at most 5, the last 4 good)'],
  ])('%j with %j', (values, limits, expected) => {
    expect(judge(values, { limits })).toBe(expected);
  });
});

describe('the samples of a reading', () => {
  const samples = { source, min: 10 };

  test.each<[Values, Values, string]>([
    [[1, 2, 3], [10, 11, 12], 'pass: 3 good of 3 readings, the last 3 over 12 samples (at most 5)'],
    [[1, 9], [10, 10], 'fail: 9 over 10 samples at 14:01 UTC, bad 1 times in 2 readings (at most 5)'],
    [
      [1, 2, 9],
      [10, 11, 9],
      'wait: 2 good, 1 inconclusive of 3 readings, the last of those 9 over 9 samples of at least 10 (at most 5)',
    ],
    [
      [1, null, 3],
      [10, null, 10],
      'wait: 2 good, 1 inconclusive of 3 readings, the last of those without data over 0 samples of at least 10 (at most 5)',
    ],
    [
      [1, null, 3],
      [10, 10, 10],
      'wait: 2 good, 1 inconclusive of 3 readings, the last of those without data over 10 samples (at most 5)',
    ],
  ])('of %j are %j', (values, counts, expected) => {
    expect(judge(values, { samples, counts })).toBe(expected);
  });

  test('make nothing measured mean zero only if they are enough', () => {
    const zero = { samples, missing: 'zero' as const, success: undefined, failure: { above: 0 } };

    expect(judge([null, null], { ...zero, counts: [9, 10] })).toBe(
      'wait: 1 good, 1 inconclusive of 2 readings, the last of those without data over 9 samples of at least 10 (not above 0)',
    );
    expect(judge([null, null, null], { ...zero, counts: [10, 11, 12] })).toBe(
      'pass: 3 good of 3 readings, the last 0 over 12 samples (not above 0)',
    );
  });
});

test.each<[Partial<Condition>, string]>([
  [{ success: { min: 0 } }, 'at least 0'],
  [{ success: { above: 0 } }, 'above 0'],
  [{ success: { min: 0, max: 5 } }, 'at least 0 and at most 5'],
  [{ success: { above: 0, below: 5 } }, 'above 0 and below 5'],
  [{ success: undefined, failure: { above: 5 } }, 'not above 5'],
  [{ success: undefined, failure: { min: 5, below: 9 } }, 'not at least 5 and below 9'],
  [{ success: { max: 5 }, failure: { min: 9 } }, 'at most 5'],
])('the range %j is described', (ranges, allowed) => {
  expect(judge([3, 3], ranges)).toBe(`wait: 2 good of 2 readings (${allowed})`);
});

test('a value between the ranges of success and failure is inconclusive', () => {
  expect(judge([3, 7], { failure: { min: 9 } })).toBe(
    'wait: 1 good, 1 inconclusive of 2 readings, the last of those 7 (at most 5)',
  );
});

describe('the chart of a condition', () => {
  const seriesOf = (change: Partial<Condition>, values: Values = [1, null, 9, 3]) => {
    const condition = { ...base, ...change };
    const [from, until] = [minute(0), minute(values.length)];
    const points = values.flatMap((value, at) => (value === null ? [] : [{ at: minute(at), value }]));
    const watch = { from, until, end: plusMinutes(from, 3), lastEnd: plusMinutes(from, 5) };
    const readings = readingsOf(condition, { from, until }, points, undefined);
    return judgeCondition(condition, readings, noLimits, watch).series;
  };

  test.each<[Condition['success'], Condition['failure'], { max?: number; min?: number }]>([
    [{ max: 5 }, undefined, { max: 5 }],
    [{ below: 5 }, undefined, { max: 5 }],
    [{ min: 2, max: 5 }, undefined, { max: 5 }],
    [{ min: 2 }, undefined, { min: 2 }],
    [{ above: 2 }, undefined, { min: 2 }],
    [undefined, { above: 6 }, { max: 6 }],
    [undefined, { min: 6 }, { max: 6 }],
    [undefined, { below: 1 }, { min: 1 }],
    [undefined, { max: 1 }, { min: 1 }],
  ])('has the values of %j, or not %j, and one limit: %j', (success, failure, limit) => {
    expect(seriesOf({ success, failure })).toEqual({ name: 'errors', values: [1, 9, 3], ...limit });
  });

  test('is missing as long as there are too few values', () => {
    expect(seriesOf({}, [1, null, 2])).toBeUndefined();
  });
});

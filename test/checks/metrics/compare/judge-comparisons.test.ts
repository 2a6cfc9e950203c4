import { describe, expect, test } from 'vitest';
import { judgeComparisons } from '../../../../src/checks/metrics/compare/judge-comparisons.ts';
import type { Measured } from '../../../../src/checks/metrics/compare/measured.ts';
import {
  type MetricComparison,
  type Preset,
  presets,
} from '../../../../src/checks/metrics/config/comparison-config.ts';
import { plusMinutes } from '../../../../src/checks/metrics/watch-times.ts';

const start = new Date('2026-11-22T14:00:00Z');

/** A watch of ten minutes, and of five more for those that lack data, of which so many have been read. */
const watchAfter = (minutes: number) => ({
  from: start,
  until: plusMinutes(start, minutes),
  end: plusMinutes(start, 10),
  lastEnd: plusMinutes(start, 15),
});

const limits: Omit<MetricComparison, 'preset'> = {
  method: 'statistics',
  maxRatio: 1.5,
  floor: 20,
  minRequests: 100,
  maxP: 0.01,
};

/** Something that is worse, unless the case says otherwise. */
function measuredAs(change: Partial<Measured>, comparison: Partial<MetricComparison> = {}): Measured {
  const base = { lacks: undefined, isBeyond: true, p: undefined, found: 'both values' };
  return { comparison: { preset: 'p95', ...limits, ...comparison }, ...base, ...change };
}

const judgeAll = (minutes: number, ...all: Measured[]) =>
  judgeComparisons(
    all.map((measured) => ({ at: '', measured })),
    watchAfter(minutes),
  ).map(({ outcome, finding }) => `${outcome}, ${finding.outcome}: ${finding.found}`);

describe('a comparison', () => {
  const mayBeChance = 'pass, degraded: both values: worse, but it may be chance';

  test.each<[string, number, Partial<Measured>, string]>([
    ['fails at the end if it is worse and hardly chance', 10, { p: 0.0099 }, 'fail, failed: both values'],
    ['is degraded if it is worse with just the probability that is allowed', 10, { p: 0.01 }, mayBeChance],
    ['fails before the end if it is ten times as improbable', 9, { p: 0.0009 }, 'fail, failed: both values'],
    ['waits for the end otherwise', 9, { p: 0.001 }, 'wait, waiting: both values, after 9 min'],
    ['waits for the end if it has no probability', 9, {}, 'wait, waiting: both values, after 9 min'],
    ['fails at the end without a probability', 10, {}, 'fail, failed: both values'],
    ['passes if it is not beyond', 10, { isBeyond: false, p: 0 }, 'pass, passed: both values'],
    ['waits for what it lacks', 14, { lacks: 'nothing' }, 'wait, waiting: nothing after 14 min'],
    ['is inconclusive without it at last', 15, { lacks: 'nothing' }, 'inconclusive, unknown: nothing after 15 min'],
    [
      'waits if it may be worse',
      12,
      { isBeyond: false, unknown: 'no answers' },
      'wait, waiting: no answers after 12 min',
    ],
    [
      'is inconclusive if it still may be',
      15,
      { unknown: 'no answers', p: 0.01 },
      'inconclusive, unknown: no answers after 15 min',
    ],
    ['fails if it is worse anyway', 9, { unknown: 'no answers', p: 0.0009 }, 'fail, failed: both values'],
  ])('%s', (_title, minutes, change, expected) => {
    expect(judgeAll(minutes, measuredAs(change))).toEqual([expected]);
  });
});

describe('several comparisons', () => {
  test('count for the correction only if they have a probability', () => {
    const [fails, degraded] = ['fail, failed: both values', expect.stringMatching(/^pass, degraded/)];

    expect(judgeAll(10, measuredAs({ p: 0.006 }), measuredAs({}))).toEqual([fails, fails]);
    expect(judgeAll(10, measuredAs({ p: 0.006 }), measuredAs({ p: 0.006 }))).toEqual([degraded, degraded]);
  });

  test('keep each its own probability', () => {
    const [sure, unsure] = [{ p: 0.0001 }, { p: 0.5 }].map((change) => measuredAs(change));
    const kinds = (...all: Measured[]) => judgeAll(10, ...all).map((words) => words.split(',')[0]);

    expect(kinds(measuredAs({}), unsure as Measured)).toEqual(['fail', 'pass']);
    expect(kinds(unsure as Measured, unsure as Measured)).toEqual(['pass', 'pass']);
    expect(kinds(unsure as Measured, measuredAs({}), sure as Measured)).toEqual(['pass', 'fail', 'fail']);
  });
});

describe('a finding', () => {
  const times = 'up to 1.5 × blue, or up to 20 ms more, or p of 0.01 and more';
  const points = 'up to 1.5 × blue, or up to 20 percentage points more, or p of 0.01 and more';

  const expected: Record<Preset, readonly [name: string, allowed: string]> = {
    errorRate: ['error rate', points],
    p50: ['p50 response time', times],
    p95: ['p95 response time', times],
    p99: ['p99 response time', times],
    requestCount: ['requests', 'at least 1/1.5 of the number expected from blue'],
    cpu: ['CPU', points],
    memory: ['memory', points],
    restarts: ['restarts', 'none'],
  };

  test.each(presets)('of %s says what was compared, where, and what is allowed', (preset) => {
    const [name, allowed] = expected[preset];
    const [one] = judgeComparisons([{ at: ' at app/shop/1', measured: measuredAs({}, { preset }) }], watchAfter(10));

    expect(one?.finding).toMatchObject({ name: `${name} at app/shop/1, green against blue`, allowed });
  });

  test('names no probability if none is calculated', () => {
    const [one] = judgeComparisons([{ at: '', measured: measuredAs({}, { method: 'ratio' }) }], watchAfter(10));

    expect(one?.finding.allowed).toBe('up to 1.5 × blue, or up to 20 ms more');
  });
});

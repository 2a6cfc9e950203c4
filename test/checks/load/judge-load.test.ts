import { describe, expect, test } from 'vitest';
import { judgeLoad, summarizeLoad } from '../../../src/checks/load/judge-load.ts';
import type { LoadConfig } from '../../../src/checks/load/load-config.ts';
import { countOutcome, type LoadTally, percentileOfTimes } from '../../../src/checks/load/load-tally.ts';
import type { ProbeOutcome } from '../../../src/checks/smoke/probe/probe-answer.ts';

const config = (changes: Partial<LoadConfig> = {}) =>
  ({ requestsPerSecond: 10, seconds: 10, maxErrorPercent: undefined, ...changes }) as LoadConfig;
const tally = (classes: Record<string, number>, changes: Partial<LoadTally> = {}): LoadTally => ({
  ...{ config: '', elapsedMs: 10_000, heldBack: 0, times: {}, slowest: {}, classes },
  sent: Object.values(classes).reduce((sum, amount) => sum + amount, 0),
  ...changes,
});

describe('a load that was sent', () => {
  test.each<[string, LoadTally, Partial<LoadConfig>, object]>([
    ['only answers', tally({ '2xx': 100 }), {}, { kind: 'pass', reason: 'shop: 100 requests in 10 s; 100 2xx' }],
    [
      'slow answers',
      tally({ '2xx': 80 }, { heldBack: 20 }),
      {},
      { kind: 'pass', reason: 'shop: 80 requests in 10 s, 20 held back because answers were slow; 80 2xx' },
    ],
    [
      'no answer at all',
      tally({ none: 100 }),
      { maxErrorPercent: 0 },
      {
        kind: 'fail',
        inconclusive: true,
        reason: 'nothing answered: shop: 100 requests in 10 s; 100 without an answer',
      },
    ],
    [
      'nothing sent',
      tally({}),
      { maxErrorPercent: 100 },
      { kind: 'fail', inconclusive: true, reason: 'nothing answered: shop: 0 requests in 10 s' },
    ],
    [
      'some without an answer, which is not judged',
      tally({ '2xx': 1, none: 99 }),
      {},
      { kind: 'pass', reason: 'shop: 100 requests in 10 s; 1 2xx, 99 without an answer' },
    ],
    [
      'errors of both kinds',
      tally({ '2xx': 97, '5xx': 1, none: 2 }),
      { maxErrorPercent: 2.9 },
      {
        kind: 'fail',
        reason:
          '3 percent 5xx or without an answer, maxErrorPercent is 2.9; shop: 100 requests in 10 s; 97 2xx, 1 5xx, 2 without an answer',
      },
    ],
    [
      'as many errors as are allowed',
      tally({ '2xx': 97, '5xx': 1, none: 2 }),
      { maxErrorPercent: 3 },
      { kind: 'pass', reason: 'shop: 100 requests in 10 s; 97 2xx, 1 5xx, 2 without an answer' },
    ],
  ])('with %s', (_what, sent, changes, verdict) => {
    const { findings: _findings, ...judged } = judgeLoad('shop', sent, config(changes));

    expect(judged).toEqual(verdict);
  });

  test.each<[number, string]>([
    [100, 'passed'],
    [90, 'passed'],
    [89, 'degraded'],
    [0, 'degraded'],
  ])('of 100 requests is enough if %i were sent: %s', (sent, outcome) => {
    const of = (isOver: boolean) => summarizeLoad(tally({ '2xx': sent }), config(), isOver).findings[0];

    expect(of(true)).toEqual({
      name: 'load',
      outcome,
      found: `${sent} requests in 10 s`,
      allowed: '100 requests in 10 s',
    });
    expect(of(false)?.outcome).toBe('waiting');
  });

  test('says what is allowed only if something is', () => {
    const answersOf = (changes: Partial<LoadConfig>, classes: Record<string, number>) =>
      summarizeLoad(tally(classes), config(changes), true).findings.slice(1);
    const allowed = 'at most 5 percent 5xx or without an answer';
    const limit = { maxErrorPercent: 5 };

    expect(answersOf({}, {})).toStrictEqual([{ name: 'answers', outcome: 'passed', found: 'none' }]);
    expect(answersOf(limit, { '5xx': 5, '2xx': 95 })).toStrictEqual([
      { name: 'answers', outcome: 'passed', found: '95 2xx, 5 5xx', allowed },
    ]);
    expect(answersOf(limit, { '5xx': 6, '2xx': 94 })).toStrictEqual([
      { name: 'answers', outcome: 'failed', found: '94 2xx, 6 5xx', allowed },
    ]);
    expect(answersOf(limit, {})).toMatchObject([{ outcome: 'failed' }]);
  });

  test('reports the times of its answers, if there are any', () => {
    const times = { '0': 60, '47': 39, '142': 1 };

    expect(summarizeLoad(tally({ '2xx': 100 }, { times }), config(), true).findings.at(-1)).toEqual({
      name: 'times',
      outcome: 'passed',
      found: 'p50 1 ms, p95 10 ms, p99 10 ms',
    });
    expect(summarizeLoad(tally({ none: 100 }), config(), true).findings.map(({ name }) => name)).toEqual([
      'load',
      'answers',
    ]);
  });

  test('has the slowest answers for a chart, in their order', () => {
    const slowest = { '10': 30, '2': 20, '0': 10 };
    const sent = tally({ '2xx': 100 }, { slowest });
    const series = { name: 'slowest answers', values: [10, 20, 30], unit: 'ms' };

    expect(judgeLoad('shop', sent, config()).series).toEqual(series);
    expect(judgeLoad('shop', tally({ none: 100 }, { slowest }), config()).series).toEqual(series);
    expect(judgeLoad('shop', sent, config({ maxErrorPercent: 0 })).series).toEqual(series);
    expect(judgeLoad('shop', tally({ '5xx': 1 }, { slowest }), config({ maxErrorPercent: 0 }))).toMatchObject({
      kind: 'fail',
      series,
    });
    expect(judgeLoad('shop', tally({ '2xx': 100 }), config())).not.toHaveProperty('series');
  });

  test('counts each answer in the part of the load in which it was sent', () => {
    const counted = tally({});
    const answered = (tookMs: number) => ({ kind: 'answer', status: 200, tookMs }) as ProbeOutcome;

    for (const [tookMs, done] of [
      [10, 0],
      [30.4, 0.041],
      [20, 0.04],
      [7, 0.5],
      [8, 0.999],
      [9, 1.2],
    ] as const)
      countOutcome(counted, answered(tookMs), done);
    countOutcome(counted, { kind: 'refused', problem: 'no' } as ProbeOutcome, 0.3);

    expect(counted.slowest).toEqual({ '0': 30, '12': 7, '23': 9 });
    expect(counted.classes).toEqual({ '2xx': 6, none: 1 });
  });

  test('has percentiles, in any order of its buckets', () => {
    const times = { '142': 1, '10': 50, '9': 49 };

    expect([1, 49, 50, 99, 100].map((percent) => percentileOfTimes(tally({}, { times }), percent))).toEqual([
      2, 2, 2, 2, 1021,
    ]);
    expect(percentileOfTimes(tally({}), 50)).toBeUndefined();
  });
});

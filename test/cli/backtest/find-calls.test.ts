import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findCalls, type TrafficPlan } from '../../../src/cli/backtest/find-calls.ts';
import { backtestStages, type MinuteOfTraffic } from '../../../src/cli/backtest/past-deployment.ts';
import { casesOf } from '../../helpers/random-cases.ts';

const start = Date.parse('2026-11-20T12:00:00Z');
const minute = (number: number) => new Date(start + number * 60_000);

/** Green's share of 100 requests, minute by minute. */
function trafficOf(...shares: readonly number[]): MinuteOfTraffic[] {
  return shares.map((share, index) => ({ at: minute(index), green: share, blue: 100 - share }));
}

function callsOf(plan: TrafficPlan, traffic: readonly MinuteOfTraffic[], end = traffic.length) {
  return findCalls(plan, ['PRODUCTION_TRAFFIC_SHIFT'], traffic, minute(end)).map(({ step, since, until }) => [
    step,
    (since.getTime() - start) / 60_000,
    (until.getTime() - start) / 60_000,
  ]);
}

const canary = { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 4 } };
const linear = { strategy: 'LINEAR', linearConfiguration: { stepPercent: 40, stepBakeTimeInMinutes: 2 } };

describe('findCalls', () => {
  test.each<[string, TrafficPlan, readonly MinuteOfTraffic[], number[][]]>([
    ['all traffic at once', { strategy: 'BLUE_GREEN' }, trafficOf(0, 0, 0, 100, 100, 100), [[100, 3, 6]]],
    [
      'a canary, backwards from its last step',
      canary,
      trafficOf(0, 9, 11, 10, 10, 100, 100, 100),
      [
        [10, 1, 5],
        [100, 5, 8],
      ],
    ],
    [
      'a last step that is smaller than the others',
      linear,
      trafficOf(0, 40, 40, 80, 80, 100, 100),
      [
        [40, 1, 3],
        [80, 3, 5],
        [100, 5, 7],
      ],
    ],
    ['a canary that was rolled back, forwards from its first step', canary, trafficOf(0, 0, 1, 8, 12), [[10, 3, 5]]],
    ['test traffic alone as no step', canary, trafficOf(0, 2, 3, 2, 0), []],
    [
      'a last minute without requests of either version',
      { strategy: 'BLUE_GREEN' },
      [...trafficOf(0, 100), { at: minute(2), green: 0, blue: 0 }],
      [[100, 1, 3]],
    ],
    ['no traffic at all as no step', { strategy: 'BLUE_GREEN' }, trafficOf(0, 0, 0), []],
    [
      'the defaults of ECS',
      { strategy: 'CANARY' },
      trafficOf(...Array(12).fill(5), 100, 100),
      [
        [5, 2, 12],
        [100, 12, 14],
      ],
    ],
  ])('finds %s', (_, plan, traffic, expected) => {
    expect(callsOf(plan, traffic)).toEqual(expected);
  });

  test('calls the gate after the shift only when all traffic has moved', () => {
    const stages = (traffic: readonly MinuteOfTraffic[]) =>
      findCalls(canary, backtestStages, traffic, minute(traffic.length)).map(({ stage, step }) => `${stage} ${step}`);

    expect(stages(trafficOf(10, 10, 10, 10, 100, 100))).toEqual([
      'PRODUCTION_TRAFFIC_SHIFT 10',
      'PRODUCTION_TRAFFIC_SHIFT 100',
      'POST_PRODUCTION_TRAFFIC_SHIFT 100',
    ]);
    expect(stages(trafficOf(0, 10, 10))).toEqual(['PRODUCTION_TRAFFIC_SHIFT 10']);
  });

  test('never lets two calls overlap, and none end after the deployment', () => {
    const share = fc.integer({ min: 0, max: 100 });
    const plan = fc.record({
      strategy: fc.constantFrom('BLUE_GREEN', 'LINEAR', 'CANARY'),
      linearConfiguration: fc.record({
        stepPercent: fc.integer({ min: 3, max: 100 }),
        stepBakeTimeInMinutes: fc.integer({ min: 0, max: 10 }),
      }),
      canaryConfiguration: fc.record({
        canaryPercent: fc.integer({ min: 1, max: 99 }),
        canaryBakeTimeInMinutes: fc.integer({ min: 0, max: 10 }),
      }),
    });
    fc.assert(
      fc.property(plan, fc.array(share, { maxLength: 40 }), (random, shares) => {
        const calls = callsOf(random, trafficOf(...shares)) as [number, number, number][];

        for (const [index, [step, since, until]] of calls.entries()) {
          expect(since).toBeLessThan(until);
          expect(until).toBeLessThanOrEqual(shares.length);
          const next = calls[index + 1];
          if (next) expect([next[0] > step, next[1] >= until]).toEqual([true, true]);
        }
        const last = shares.findLastIndex((each) => each < 100);
        const shifted = shares.length > last + 1;
        expect(calls.some(([step]) => step === 100)).toBe(shifted);
      }),
      { numRuns: casesOf(2000) },
    );
  });
});

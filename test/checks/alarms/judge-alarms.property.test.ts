import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AlarmState } from '../../../src/checks/alarms/alarm-reader.ts';
import type { AlarmsConfig } from '../../../src/checks/alarms/alarms-config.ts';
import { judgeAlarms } from '../../../src/checks/alarms/judge-alarms.ts';

const now = new Date('2026-11-22T14:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 6 });
const state: fc.Arbitrary<AlarmState | undefined> = fc.option(
  fc.record({
    value: fc.oneof(
      { weight: 5, arbitrary: fc.constant('OK') },
      fc.constantFrom('ALARM', 'INSUFFICIENT_DATA', 'ok', '', 'UNKNOWN', '__proto__', undefined),
    ),
    reason: fc.option(fc.string(), { nil: undefined }),
    since: fc.option(fc.integer({ min: -10, max: 100 }).map(minutesAgo), { nil: undefined }),
    evaluation: fc.option(fc.constantFrom('PARTIAL_DATA', 'EVALUATION_ERROR', 'EVALUATION_FAILURE', 'NEW_ONE'), {
      nil: undefined,
      freq: 5,
    }),
  }),
  { nil: undefined, freq: 10 },
);
const policy = fc.record({
  onInsufficientData: fc.constantFrom('wait', 'pass', 'fail'),
  onMissing: fc.constantFrom('wait', 'fail', 'pass'),
  waitMinutes: fc.integer({ min: 1, max: 60 }),
  okForMinutes: fc.constantFrom(0, 0, 5, 30),
  watchMinutes: fc.constantFrom(0, 0, 15),
  firstDeployment: fc.constant('check'),
}) satisfies fc.Arbitrary<Omit<AlarmsConfig, 'alarms'>>;
const scene = names.chain((alarms) =>
  fc.record({
    alarms: fc.constant(alarms),
    alarmed: fc
      .subarray(alarms, { maxLength: 1 })
      .map((gone) => new Map(gone.map((name) => [name, minutesAgo(1)] as const))),
    config: policy.map((rest): AlarmsConfig => ({ alarms, ...rest })),
    states: fc
      .tuple(...alarms.map(() => state))
      .map((seen) => new Map(alarms.flatMap((name, at) => (seen[at] ? [[name, seen[at]] as const] : [])))),
    gateSince: fc.integer({ min: 0, max: 120 }).map(minutesAgo),
  }),
);

describe('judgeAlarms, for any answer of CloudWatch', () => {
  test('passes only if each alarm has been OK long enough, or has no data and that is allowed', () => {
    fc.assert(
      fc.property(scene, ({ alarms, alarmed, config, states, gateSince }) => {
        const verdict = judgeAlarms(config, { names: alarms, states, alarmed, region: 'us-west-2', now, gateSince });

        const good = alarms.every((name) => {
          const seen = states.get(name);
          if (seen === undefined) return config.onMissing === 'pass';
          if (seen?.value === 'INSUFFICIENT_DATA') return config.onInsufficientData === 'pass';
          if (seen?.value !== 'OK') return false;
          if (seen.evaluation !== undefined && seen.evaluation !== 'PARTIAL_DATA')
            return config.onInsufficientData === 'pass';
          return (
            config.okForMinutes === 0 || (seen.since !== undefined && seen.since <= minutesAgo(config.okForMinutes))
          );
        });
        const isWatched = gateSince <= minutesAgo(config.watchMinutes);
        expect(verdict.kind === 'pass').toBe(good && isWatched && alarmed.size === 0);
      }),
      { numRuns: 1000 },
    );
  });

  test('fails whenever an alarm is in ALARM, no matter what the others and the configuration are', () => {
    fc.assert(
      fc.property(scene, ({ alarms, alarmed, config, states, gateSince }) => {
        const [first = ''] = alarms;
        states.set(first, { value: 'ALARM', reason: undefined, since: undefined, evaluation: undefined });

        expect(judgeAlarms(config, { names: alarms, states, alarmed, region: 'us-west-2', now, gateSince }).kind).toBe(
          'fail',
        );
      }),
    );
  });

  test('waits only before its deadline, and has a finding for every alarm and a one-line reason', () => {
    fc.assert(
      fc.property(scene, ({ alarms, alarmed, config, states, gateSince }) => {
        const verdict = judgeAlarms(config, { names: alarms, states, alarmed, region: 'us-west-2', now, gateSince });

        expect(verdict.findings).toHaveLength(alarms.length);
        expect(verdict.reason.length).toBeLessThanOrEqual(500);
        if (verdict.kind === 'wait') expect(verdict.deadline?.getTime()).toBeGreaterThan(now.getTime());
      }),
    );
  });
});

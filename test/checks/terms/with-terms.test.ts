import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { withTerms } from '../../../src/checks/terms/with-terms.ts';
import type { Check } from '../../../src/hook/check.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import {
  ecsEvent,
  lambdaContext,
  playGate,
  recordingLogger,
  recordingReports,
  SteppableClock,
} from '../../helpers/hook.ts';

const finding = { name: 'p99', outcome: 'failed', found: '812 ms', allowed: '500 ms' } as const;
const cannotTell: Verdict = { kind: 'fail', inconclusive: true, reason: '12 requests, at least 100 are needed' };

/** A check with a schema of its own that returns one verdict after the other, then always the last. */
function latency(...verdicts: readonly [Verdict | Error, ...(Verdict | Error)[]]): Check<{ maxMillis: number }> {
  let next = 0;
  return {
    name: 'latency',
    configSchema: v.strictObject({ maxMillis: v.optional(v.number('expected a number'), 500) }),
    run(_target, { config }) {
      expect(config.maxMillis).toBe(500);
      const verdict = verdicts[Math.min(next++, verdicts.length - 1)] ?? verdicts[0];
      if (verdict instanceof Error) throw verdict;
      return { ...verdict, findings: [finding] };
    },
  };
}

async function play(hookDetails: JsonObject, check: Check<{ maxMillis: number }>, maxCalls = 5) {
  const clock = new SteppableClock();
  const reports = recordingReports();
  const hook = createHook({ check: withTerms(check), clock, logger: recordingLogger(), reports });
  const calls = await playGate(hook, clock, ecsEvent({ hookDetails }), maxCalls);
  return { answers: calls.map(({ answer }) => answer), reports: reports.written.map(({ report }) => report) };
}

describe('a dry run', () => {
  test.each<[Verdict | Error, string]>([
    [{ kind: 'pass', reason: 'p99 312 ms' }, 'dry run, would have passed: p99 312 ms'],
    [{ kind: 'fail', reason: 'p99 812 ms' }, 'dry run, would have failed: p99 812 ms'],
    [cannotTell, 'dry run, could not tell: 12 requests, at least 100 are needed'],
    [{ kind: 'error', reason: 'throttled' }, 'dry run, could not check: throttled'],
    [new Error('no such host'), 'dry run, could not check: latency could not check: no such host'],
  ])('passes on %s and says what it found', async (verdict, reason) => {
    const { answers, reports } = await play({ dryRun: true }, latency(verdict));

    expect(answers).toEqual([{ hookStatus: 'SUCCEEDED', reason }]);
    expect(reports).toMatchObject([{ verdict: 'pass', waived: 'dry run', reason }]);
    if (!(verdict instanceof Error)) expect(reports[0]?.findings).toEqual([finding]);
  });

  test('waits as the check does, up to its deadline and an hour without one', async () => {
    const wait: Verdict = { kind: 'wait', reason: '3 of 5 minutes' };
    const soon: Verdict = { ...wait, deadline: new Date('2026-11-22T14:00:30.000Z') };

    const finite = await play({ dryRun: true }, latency(soon), 10);
    const endless = await play({ dryRun: true }, latency(wait), 200);

    expect(finite.answers.map(({ hookStatus }) => hookStatus)).toContain('IN_PROGRESS');
    for (const { answers } of [finite, endless])
      expect(answers.at(-1)).toMatchObject({
        hookStatus: 'SUCCEEDED',
        reason: 'dry run, would have kept waiting: 3 of 5 minutes',
      });
  });

  test('of a check that hangs still passes', async () => {
    const hanging: Check = { name: 'hanging', run: () => new Promise(() => undefined) };
    const hook = createHook({ check: withTerms(hanging), clock: new SteppableClock(), logger: recordingLogger() });

    const answer = await hook(ecsEvent({ hookDetails: { dryRun: true } }), lambdaContext(1200));

    expect(answer).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/^dry run, could not check/),
    });
  });
});

describe('a check that cannot tell', () => {
  test.each([{}, { onInconclusive: 'fail' }])('fails with %j, and reports why', async (hookDetails) => {
    const { answers, reports } = await play(hookDetails, latency(cannotTell));

    expect(answers).toEqual([{ hookStatus: 'FAILED', reason: '12 requests, at least 100 are needed' }]);
    expect(reports).toMatchObject([{ verdict: 'fail', inconclusive: true }]);
  });

  test('waits until it can with "wait", and then fails as it does otherwise', async () => {
    const { answers } = await play({ onInconclusive: 'wait' }, latency(cannotTell, { kind: 'fail', reason: '812 ms' }));

    expect(answers).toMatchObject([
      { hookStatus: 'IN_PROGRESS', reason: '12 requests, at least 100 are needed; waits, as onInconclusive says' },
      { hookStatus: 'FAILED', reason: '812 ms' },
    ]);
  });

  test('does not wait for longer than a day', async () => {
    const { answers } = await play({ onInconclusive: 'wait' }, latency(cannotTell), 2000);

    expect(answers.at(-1)?.hookStatus).toBe('FAILED');
  });
});

describe('wrong terms', () => {
  test.each<[JsonObject, string]>([
    [{ dryRun: 'yes' }, 'hookDetails.dryRun: expected true or false, not "yes"'],
    [
      { onInconclusive: 'pass' },
      'hookDetails.onInconclusive: expected "fail", "wait" or, in a gate-hook, "ask", not "pass"',
    ],
    [
      { onInconclusive: 'ask' },
      'hookDetails.onInconclusive: expected "fail" or "wait"; to ask people, put the check into a gate-hook',
    ],
    [{ dryRun: true, maxMillis: 'few' }, 'hookDetails.maxMillis: expected a number, not "few"'],
    [{ dryRun: true, maxMilis: 3 }, 'hookDetails.maxMilis: unknown key'],
  ])('are refused: %j', async (hookDetails, reason) => {
    const { answers } = await play(hookDetails, latency({ kind: 'pass', reason: 'never runs' }));

    expect(answers).toMatchObject([{ hookStatus: 'FAILED', reason: expect.stringContaining(reason) }]);
  });
});

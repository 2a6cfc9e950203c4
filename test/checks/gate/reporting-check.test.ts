import { describe, expect, test } from 'vitest';
import { reportingCheck } from '../../../src/checks/gate/reporting-check.ts';
import type { Check } from '../../../src/hook/check.ts';
import type { JsonValue } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { recordingLogger, recordingReports, targetOf } from '../../helpers/hook.ts';
import { contextFor, gateSince } from '../check-context.ts';

const path = ['checks', 1, 'metrics'];

/** Runs a check as the entry `metrics-2` of a gate, with the state that the gate has kept for it. */
async function run(
  check: Check<unknown>,
  state?: JsonValue,
  { reports = recordingReports(), target = targetOf() } = {},
) {
  const logger = recordingLogger();
  const entry = reportingCheck({ name: 'metrics-2', check, config: {}, path }, reports);
  const verdict = await entry.run(target, { ...(await contextFor(check, {})), logger, state });
  return { name: entry.name, verdict, written: reports.written, lines: logger.lines };
}

function saying(verdict: Verdict, states: unknown[] = []): Check<unknown> {
  return {
    name: 'metrics',
    run: (_target, { state }) => {
      states.push(state);
      return verdict;
    },
  };
}

describe('a check in a gate', () => {
  test('has the name of its entry, and reports under its own', async () => {
    const { name, verdict, written } = await run(saying({ kind: 'fail', reason: 'hookDetails.a: too small' }));

    expect(name).toBe('metrics-2');
    expect(verdict).toEqual({
      kind: 'fail',
      reason: 'hookDetails.checks[1].metrics.a: too small',
      state: { last: 'fail' },
    });
    expect(written).toMatchObject([
      {
        deployment: { service: targetOf().service, deploymentId: targetOf().deploymentId },
        report: { check: 'metrics', verdict: 'fail', reason: verdict.reason, at: gateSince.toISOString() },
      },
    ]);
  });

  test.each<[string, JsonValue | undefined, Verdict, JsonValue, unknown, number]>([
    ['the first call', undefined, { kind: 'wait', reason: 'r', state: 1 }, { last: 'wait', state: 1 }, undefined, 1],
    [
      'an unchanged verdict',
      { last: 'wait', state: 1 },
      { kind: 'wait', reason: 'r', state: 2 },
      { last: 'wait', state: 2 },
      1,
      0,
    ],
    ['a changed verdict', { last: 'wait', state: 1 }, { kind: 'pass', reason: 'r' }, { last: 'pass', state: 1 }, 1, 1],
    [
      'a state that is cleared',
      { last: 'wait', state: 1 },
      { kind: 'wait', reason: 'r', state: null },
      { last: 'wait', state: null },
      1,
      0,
    ],
    ['an invalid state', 'nonsense', { kind: 'pass', reason: 'r' }, { last: 'pass' }, undefined, 1],
  ])('keeps its state and reports news at %s', async (_what, kept, says, state, given, reports) => {
    const states: unknown[] = [];

    const { verdict, written } = await run(saying(says, states), kept);

    expect(verdict.state).toEqual(state);
    expect(states).toEqual([given]);
    expect(written).toHaveLength(reports);
  });

  test.each<[JsonValue | undefined, JsonValue]>([
    [undefined, {}],
    [
      { last: 'wait', state: 7 },
      { last: 'wait', state: 7 },
    ],
  ])('tries again to report what could not be written, with the state %j', async (kept, state) => {
    const reports = { ...recordingReports(), write: () => Promise.reject(new Error('503 Slow Down')) };

    const { verdict, lines } = await run(saying({ kind: 'pass', reason: 'fine' }), kept, { reports });

    expect(verdict).toEqual({ kind: 'pass', reason: 'fine', state });
    expect(lines).toMatchObject([
      { level: 'warn', message: 'the report of metrics could not be written', attributes: { error: '503 Slow Down' } },
    ]);
  });

  test('gives up in the moment in which time is up, so that its gate can still combine the verdicts', async () => {
    const hanging: Check<unknown> = { name: 'metrics', run: () => new Promise(() => {}) };
    const entry = reportingCheck({ name: 'metrics-2', check: hanging, config: {}, path }, recordingReports());
    const stop = new AbortController();
    const running = entry.run(targetOf(), await contextFor(hanging, {}, { signal: stop.signal }));
    const next = new Promise((resolve) => setImmediate(resolve, 'a turn later'));
    stop.abort();

    expect(await Promise.race([running, next])).toMatchObject({
      kind: 'error',
      reason: 'metrics did not answer within its time budget',
    });
  });

  test('reports nothing about a deployment that has no id, and does not try again', async () => {
    const target = { ...targetOf(), deploymentId: undefined };

    const { verdict, written } = await run(saying({ kind: 'pass', reason: 'fine' }), undefined, { target });

    expect(written).toEqual([]);
    expect(verdict.state).toEqual({ last: 'pass' });
  });
});

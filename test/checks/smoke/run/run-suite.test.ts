import { describe, expect, test } from 'vitest';
import type { SmokeConfig } from '../../../../src/checks/smoke/config/smoke-config.ts';
import type { Captured } from '../../../../src/checks/smoke/run/run-state.ts';
import { runSuite } from '../../../../src/checks/smoke/run/run-suite.ts';
import type { SuiteStep } from '../../../../src/checks/smoke/run/step.ts';
import type { JsonObject, JsonValue } from '../../../../src/hook/json.ts';
import type { Verdict } from '../../../../src/hook/verdict.ts';
import { invocation, noRunning, step, type VirtualAnswer } from './virtual-suite.ts';

const since = new Date('2026-11-26T14:00:00Z');
const setup = (index: number) => step(index, { phase: 'setup', name: `POST /${index}` });
const teardown = (index: number) => step(index, { phase: 'teardown', name: `DELETE /${index}` });
const waiting = (everySeconds: number) => ({ ...noRunning, until: { seconds: 600, everySeconds } });
const bad =
  (...indexes: number[]) =>
  ({ index }: SuiteStep): VirtualAnswer => ({ kind: indexes.includes(index) ? 'failed' : 'passed' });

describe('a suite', () => {
  test('sends setup in turn, then the tests, then teardown', async () => {
    const { verdict, sent } = await call([setup(0), setup(1), step(2), step(3), teardown(4)], bad());

    expect(sent).toEqual([0, 1, 2, 3, 4]);
    expect(verdict).toMatchObject({ kind: 'pass', reason: '4 of 4 requests passed, p99 40 ms' });
    expect(verdict.findings?.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'POST /0 passed',
      'POST /1 passed',
      'GET /2 passed',
      'GET /3 passed',
      'DELETE /4 passed',
    ]);
  });

  test('sends no test if setup fails, and tears down', async () => {
    const { verdict, sent } = await call([setup(0), setup(1), step(2), teardown(3)], bad(0));

    expect(sent).toEqual([0, 3]);
    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('POST /0 found status 500') });
    expect(verdict.findings?.map(({ found }) => found)).toEqual([
      'status 500, 40 ms',
      'not sent: POST /0 did not pass',
      'not sent: POST /0 did not pass',
      'status 200, 40 ms',
    ]);
  });

  test('tears down after a failed test, and a failed teardown changes only the reason', async () => {
    const steps = [step(0), teardown(1), teardown(2)];

    expect(await call(steps, bad(0, 1))).toMatchObject({
      sent: [0, 1, 2],
      verdict: {
        kind: 'fail',
        reason: expect.stringMatching(/GET \/0 found .*; teardown failed: DELETE \/1 found status 500/),
      },
    });
    expect(await call(steps, bad(1))).toMatchObject({
      sent: [0, 1, 2],
      verdict: { kind: 'pass', reason: expect.stringContaining('teardown failed: DELETE /1') },
    });
  });

  test('sends a request after those whose values it uses, no matter in which order they are written', async () => {
    const { sent } = await call([step(0, { needs: [2] }), step(1), step(2, { needs: [1] })], bad());

    expect(sent).toEqual([1, 2, 0]);
  });

  test('does not send a request whose values are missing', async () => {
    const { verdict, sent } = await call([step(0), step(1, { needs: [0] }), step(2, { needs: [1] })], bad(0));

    expect(sent).toEqual([0]);
    expect(verdict.findings?.map(({ found }) => found)).toEqual([
      'status 500, 40 ms',
      'not sent: GET /0 did not pass',
      'not sent: GET /1 did not pass',
    ]);
  });

  test('does not send a request yet whose values are still to come', async () => {
    const steps = [step(0, { running: waiting(60) }), step(1, { needs: [0] })];
    const { verdict } = await call(steps, bad(0));

    expect(verdict.findings?.map(({ found }) => found)).toEqual([
      'status 500, 40 ms, not good yet after 0 of 600 s',
      'not sent yet',
    ]);
  });

  test('says in its report that a request has not been sent', async () => {
    const { verdict } = await call([step(0), step(1, { needs: [0] })], ({ index }) => ({
      kind: index === 0 ? 'unknown' : 'passed',
    }));

    expect(verdict).toMatchObject({ kind: 'error', reason: expect.stringMatching(/^1 of 2 without an answer/) });
    expect(verdict.findings?.[1]).toMatchObject({ outcome: 'unknown', found: 'not sent: GET /0 did not pass' });
  });

  test('waits in teardown too, even after a failed test, and the verdict comes at its end', async () => {
    const steps = [step(0), teardown(1), step(2, { phase: 'teardown', name: 'DELETE /2', running: waiting(2) })];
    const gone = ({ index }: SuiteStep, now: number): VirtualAnswer => ({
      kind: index === 0 || (index === 2 && now < since.getTime() + 60_000) ? 'failed' : 'passed',
    });
    const first = await call(steps, gone, { remainingMs: 20_000 });
    const again = await call(steps, gone, { state: first.verdict.state, startsAt: 60_000 });

    expect(first.sent.filter((index) => index === 2)).toHaveLength(10);
    expect(first.verdict).toMatchObject({
      ...{
        kind: 'wait',
        retryAfterSeconds: 1,
        reason: expect.stringMatching(/^teardown continues; 1 of 1 failed at /),
      },
      findings: [{ name: 'GET /0' }, { name: 'DELETE /1' }, { name: 'DELETE /2', outcome: 'waiting' }],
      state: { ended: { 0: { k: 'failed' }, 1: { k: 'passed' } }, progress: { 2: {} } },
    });
    expect(again.sent).toEqual([2]);
    expect(again.verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringMatching(/^1 of 1 failed at .*\(allowed status 200\)$/),
    });
  });

  test.each<[string, SuiteStep[]]>([
    ['setup', [setup(0), step(1)]],
    ['a request that uses values of another', [step(0), step(1, { needs: [0] })]],
    ['until', [step(0, { running: waiting(60) }), step(1)]],
    ['hold', [step(0, { running: { ...noRunning, hold: { seconds: 0, everySeconds: 1 } } }), step(1)]],
    ['samples', [step(0, { running: { ...noRunning, samples: { count: 1, maxErrorRate: 0 } } }), step(1)]],
    ['teardown', [step(0), step(1), teardown(2)]],
  ])('with %s keeps what has passed if another request got no answer', async (_what, steps) => {
    const { verdict } = await call(steps, ({ index }) => ({ kind: index === 1 ? 'unknown' : 'passed' }));

    expect(verdict).toMatchObject({ kind: 'error', state: { ended: { 0: { k: 'passed' } } } });
  });

  test('of plain requests keeps nothing then: all of them have to meet the same listener', async () => {
    const { verdict } = await call([step(0), step(1)], ({ index }) => ({ kind: index === 1 ? 'unknown' : 'passed' }));

    expect(verdict.kind).toBe('error');
    expect(verdict.state).toBeUndefined();
  });

  test('continues when the first of its requests does', async () => {
    const steps = [step(0, { running: waiting(60) }), step(1, { running: waiting(30) }), step(2)];

    expect((await call(steps, bad(0, 1))).verdict).toMatchObject({ kind: 'wait', retryAfterSeconds: 30 });
  });

  test('gives the listener only the time that is left of until to settle', async () => {
    const until = { seconds: 40, everySeconds: 10 };
    const steps = [step(0, { running: { ...noRunning, until } }), step(1)];
    const unreached = ({ index }: SuiteStep): VirtualAnswer => ({ kind: index === 0 ? 'unreached' : 'passed' });
    const first = await call(steps, unreached);
    const last = await call(steps, unreached, { state: first.verdict.state, startsAt: 45_000 });

    expect(last.verdict).toMatchObject({ kind: 'wait', state: { unsettledSince: since.getTime() / 1000 } });
  });

  test('gives the listener its whole time if one of the requests that it keeps from green has just been sent', async () => {
    const until = { seconds: 40, everySeconds: 10 };
    const steps = [step(0, { running: { ...noRunning, until } }), step(1)];
    const first = await call(steps, ({ index }) => ({ kind: index === 0 ? 'unreached' : 'unknown' }));
    const last = await call(steps, () => ({ kind: 'unreached' }), { state: first.verdict.state, startsAt: 45_000 });

    expect(first.verdict).toMatchObject({ kind: 'error', state: { suite: expect.stringMatching(/^.{12}$/) } });
    expect(last.verdict).toMatchObject({ kind: 'wait', state: { unsettledSince: since.getTime() / 1000 + 45 } });
  });

  test('continues where the call before stopped, and sends nothing twice', async () => {
    const steps = [setup(0), ...Array.from({ length: 40 }, (_, at) => step(at + 1)), teardown(41)];
    const { verdict, sent, calls } = await callToTheEnd(steps, () => ({ tookMs: 900 }), { remainingMs: 10_000 });

    expect(verdict).toMatchObject({ kind: 'pass', reason: '41 of 41 requests passed, p99 900 ms' });
    expect(sent.toSorted((one, other) => one - other)).toEqual(steps.map(({ index }) => index));
    expect(calls).toBeGreaterThan(3);
  });

  test('rejects once if sending throws, even while another request is under way', async () => {
    const answer = ({ index }: SuiteStep): VirtualAnswer => {
      if (index === 1) throw new Error('no such wire');
      return {};
    };

    await expect(call([step(0), step(1), step(2, { needs: [1] })], answer)).rejects.toThrow('no such wire');
  });

  test('is an error, and no reason to continue, if one request takes a whole invocation', async () => {
    const { verdict } = await call([step(0)], () => ({ kind: 'unknown', isCut: true }));

    expect(verdict).toMatchObject({ kind: 'error', reason: expect.stringContaining('1 of 1 without an answer') });
    expect(verdict.findings).toMatchObject([{ outcome: 'unknown' }]);
  });

  test('stops waiting for other requests once one has failed', async () => {
    const running = { ...noRunning, until: { seconds: 3600, everySeconds: 2 } };
    const { verdict, sent } = await call([step(0, { running }), step(1)], ({ index }) => ({
      kind: index === 1 ? 'failed' : 'unreached',
    }));

    expect(verdict.kind).toBe('fail');
    expect(sent.length).toBeLessThan(5);
  });

  test('starts over if it has changed', async () => {
    const steps = [step(0), step(1, { running: { ...noRunning, until: { seconds: 600, everySeconds: 60 } } })];
    const first = await call(steps, bad(1));
    const again = await call(steps, bad(), { state: first.verdict.state, config: { ...config, timeoutSeconds: 9 } });

    expect(first.verdict).toMatchObject({ kind: 'wait', retryAfterSeconds: 60 });
    expect(again.sent).toEqual([0, 1]);
  });

  test.each<[string, JsonValue]>([
    ['a string', 'x'],
    ['the state of another check', { polls: 3 }],
    ['ended steps of the wrong form', { suite: 'x', ended: { 0: true } }],
  ])('starts over if its state is %s', async (_what, state) => {
    const { verdict, sent } = await call([step(0)], bad(), { state });

    expect({ kind: verdict.kind, sent }).toEqual({ kind: 'pass', sent: [0] });
  });

  test('keeps a passed answer that proved nothing as such', async () => {
    const steps = [step(0), step(1, { running: { ...noRunning, until: { seconds: 600, everySeconds: 60 } } })];
    const unproved = { because: 'nothing shows it', isUnread: false };
    const first = await call(steps, bad(1), { proof: unproved });
    const again = await call(steps, bad(), { state: first.verdict.state, startsAt: 60_000 });

    expect(again.sent).toEqual([1]);
    expect(again.verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('nothing shows it') });
  });

  test('keeps captured values for the next call, and sends a request again whose values must not be kept', async () => {
    const maker = (index: number) => step(index, { captures: true });
    const later = step(2, { running: { ...noRunning, until: { seconds: 600, everySeconds: 60 } }, needs: [0, 1] });
    const steps = [maker(0), maker(1), later];
    const recalled: [number, JsonObject][] = [];
    const captured: Captured = {
      of: ({ index }) => (index === 0 ? { id: 42 } : undefined),
      recall: ({ index }, values) => recalled.push([index, values]),
    };

    const first = await call(steps, bad(2), { captured });
    const again = await call(steps, bad(), { captured, state: first.verdict.state, startsAt: 60_000 });

    expect([first.sent, again.sent]).toEqual([
      [0, 1, 2],
      [1, 2],
    ]);
    expect(recalled).toEqual([[0, { id: 42 }]]);
    expect(again.verdict.kind).toBe('pass');
  });

  test.each([
    ['other', 'fail', 60_000],
    ['unreached', 'error', 60_000],
    ['unknown', 'error', 60_000],
  ] as const)('decides at the end of until, and not later, on an answer that is %s', async (kind, verdict, endsBy) => {
    const until = { seconds: 50, everySeconds: 10 };
    const steps = [step(0, { running: { ...noRunning, until } })];
    let last = await call(steps, () => ({ kind }));
    for (let calls = 0; last.verdict.kind === 'wait' && calls < 20; calls += 1) {
      const startsAt = last.endsAt + (last.verdict.retryAfterSeconds ?? 1) * 1000;
      last = await call(steps, () => ({ kind }), { state: last.verdict.state, startsAt });
    }

    expect(last.verdict).toMatchObject({ kind: verdict, reason: expect.stringContaining('still after 50 s') });
    expect(last.endsAt).toBeLessThanOrEqual(endsBy + 5000);
  });

  test('does not start over if nothing has answered by the end of until: the next call asks once', async () => {
    const steps = [step(0, { running: { ...noRunning, until: { seconds: 10, everySeconds: 2 } } })];
    const first = await call(steps, () => ({ kind: 'unknown' }));
    const next = { state: first.verdict.state, startsAt: 60_000 };
    const again = await call(steps, () => ({ kind: 'unknown' }), next);

    expect([first.verdict.kind, again.verdict.kind]).toEqual(['error', 'error']);
    expect([first.sent.length, again.sent.length]).toEqual([5, 1]);
    expect((await call(steps, () => ({}), next)).verdict.kind).toBe('pass');
  });

  test('leaves less than 16 KB for a hundred requests', async () => {
    const steps = Array.from({ length: 100 }, (_, at) => step(at));
    const { verdict } = await call(steps, () => ({ tookMs: 99 }), { remainingMs: 9000 });

    expect(verdict.kind).toBe('wait');
    expect(JSON.stringify(verdict.state).length).toBeLessThan(8000);
  });
});

const nothing: Captured = { of: () => undefined, recall: () => {} };

const config = { settleSeconds: 60, allowUnproved: false, timeoutSeconds: 5 } as SmokeConfig;

type Change = {
  state?: JsonValue | undefined;
  startsAt?: number;
  remainingMs?: number;
  config?: SmokeConfig;
  proof?: object;
  captured?: Captured;
};

/** One call of the gate. */
async function call(
  steps: readonly SuiteStep[],
  answer: (step: SuiteStep, now: number) => VirtualAnswer,
  { state, startsAt = 0, remainingMs = 60_000, proof, captured = nothing, ...change }: Change = {},
) {
  const { ports, sent, now } = invocation(answer, { startsAt: since.getTime() + startsAt, remainingMs });
  const attempt: typeof ports.attempt = async (which, isSample) => {
    const { judgement, ...rest } = await ports.attempt(which, isSample);
    return { ...rest, judgement: { ...judgement, ...(proof && { proof: proof as never, isCertain: false }) } };
  };
  const verdict: Verdict = await runSuite(
    {
      ...{ steps, origin: 'http://test.example', captured },
      ports: { ...ports, attempt, hasAdvanced: () => sent.length > 1 },
    },
    {
      ...{ config: change.config ?? config, state, clock: { now: () => new Date(now()) } },
      gate: { name: undefined, since, polls: 0, errors: 0 },
    },
  );
  return { verdict, sent: sent.map(([index]) => index), endsAt: now() - since.getTime() };
}

async function callToTheEnd(
  steps: readonly SuiteStep[],
  answer: (step: SuiteStep, now: number) => VirtualAnswer,
  change: Change,
) {
  const sent: number[] = [];
  let state: JsonValue | undefined;
  let startsAt = 0;
  for (let calls = 1; calls < 100; calls += 1) {
    const { verdict, endsAt, ...each } = await call(steps, answer, { ...change, state, startsAt });
    sent.push(...each.sent);
    if (verdict.kind !== 'wait') return { verdict, sent, calls };
    // As it travels.
    state = JSON.parse(JSON.stringify(verdict.state)) as JsonValue;
    startsAt = endsAt + (verdict.retryAfterSeconds ?? 0) * 1000;
  }
  throw new Error('it never ends');
}

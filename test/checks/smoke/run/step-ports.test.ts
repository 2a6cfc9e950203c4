import { describe, expect, test } from 'vitest';
import type { SmokeRequest } from '../../../../src/checks/smoke/config/request-config.ts';
import type { SmokeConfig } from '../../../../src/checks/smoke/config/smoke-config.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import { stepPorts } from '../../../../src/checks/smoke/run/step-ports.ts';
import { probeRequest } from '../probe-requests.ts';
import { answer, result } from '../results.ts';
import { step } from './virtual-suite.ts';

const start = new Date('2026-11-26T14:00:00Z').getTime();
const lost: ProbeOutcome = { kind: 'transport', problem: 'connection reset (ECONNRESET)', cause: undefined };
const forbidden: ProbeOutcome = { kind: 'refused', problem: '169.254.169.254 is forbidden' };

describe('waiting', () => {
  test('pauses until then, and counts the pause even if the clock stands still', async () => {
    const { ports, pauses } = setting();

    expect([await ports.waitUntil(start + 2000), ports.now()]).toEqual([true, start + 2000]);
    expect([await ports.waitUntil(start + 2500), ports.now()]).toEqual([true, start + 2500]);
    expect(pauses).toEqual([2000, 500]);
  });

  test('goes by a clock that moves', async () => {
    const { ports, pauses, sleep } = setting();
    sleep(1500);

    expect([await ports.waitUntil(start + 2000), ports.now()]).toEqual([true, start + 2000]);
    expect(pauses).toEqual([500]);
  });

  test.each([
    ['5 seconds', 5000, 60_000, true],
    ['longer than 5 seconds', 5001, 60_000, false],
    ['as long as is left', 3000, 3000, true],
    ['longer than is left', 3001, 3000, false],
  ])('for %s', async (_what, tookMs, remainingMs, isWaited) => {
    const { ports, pauses } = setting({ remainingMs });

    expect(await ports.waitUntil(start + tookMs)).toBe(isWaited);
    expect(pauses).toEqual(isWaited ? [tookMs] : []);
  });

  test('ends if a step fails meanwhile, and is allowed again for teardown', async () => {
    const { ports, pauses, meanwhile } = setting();
    expect(ports.isStopped()).toBe(false);
    meanwhile.push(() => ports.stop());

    expect([await ports.waitUntil(start + 1000), ports.isStopped()]).toEqual([false, true]);
    expect(await ports.waitUntil(start + 2000)).toBe(false);
    expect(await ports.waitUntil(start + 1000)).toBe(true);
    expect(pauses).toEqual([1000]);
    ports.resume();
    expect([ports.isStopped(), await ports.waitUntil(start + 2000)]).toEqual([false, true]);
  });

  test('ends with the time of the invocation', async () => {
    const { ports, end } = setting();
    end();

    expect([ports.isStopped(), await ports.waitUntil(start), await ports.waitUntil(start + 1)]).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('sending', () => {
  test('sends the first request with little time left, and leaves the next to a later call', async () => {
    const { ports, sent } = setting({ remainingMs: 999 });

    expect([ports.hasAdvanced(), (await ports.attempt(step(0), false)).isCut]).toEqual([false, false]);
    expect(ports.hasAdvanced()).toBe(true);
    expect(await ports.attempt(step(1), false)).toEqual({
      ...{ isCut: true, isFinal: false, isSpent: false, timeoutMs: 1000 },
      judgement: {
        ...{ kind: 'continued', proof: { because: 'it was not sent', isUnread: true }, isCertain: false },
        finding: { name: 'GET /1', outcome: 'waiting', found: 'not sent yet', allowed: 'status 200' },
      },
    });
    expect(sent).toHaveLength(1);
  });

  test('sends the next one if its whole timeout is left', async () => {
    const { ports } = setting({ remainingMs: 1000 });
    await ports.attempt(step(0), false);

    expect((await ports.attempt(step(1), false)).isCut).toBe(false);
  });

  test.each<[string, ProbeOutcome, Partial<SmokeRequest>, boolean, object]>([
    ['an answer', answer(), {}, false, { isCut: false, isFinal: false, isSpent: false }],
    ['an answer at the last moment', answer(), {}, true, { isCut: false }],
    ['no answer', lost, {}, false, { isCut: false, isFinal: false, isSpent: false }],
    ['no answer at the end of the invocation', lost, {}, true, { isCut: true, isSpent: false }],
    ['no answer to a POST', lost, { method: 'POST' }, false, { isCut: false, isSpent: true }],
    ['a wrong answer to a POST', answer({ status: 500 }), { method: 'POST' }, false, { isSpent: false }],
    ['a forbidden address', forbidden, {}, false, { isCut: false, isFinal: true }],
  ])('ends with %s', async (_what, outcome, request, endsMeanwhile, expected) => {
    const { ports, meanwhile, end } = setting({ outcome, request });
    if (endsMeanwhile) meanwhile.push(end);

    const attempt = await ports.attempt(step(0), true);

    expect(attempt).toMatchObject({ ...expected, result: { outcome } });
    expect(ports.hasAdvanced()).toBe(!attempt.isCut);
  });

  test.each([
    [true, 1],
    [false, 3],
  ])('asks again for an answer unless it is a sample (%s)', async (isSample, times) => {
    const { ports, sent } = setting({ outcome: lost });

    await ports.attempt(step(0), isSample);

    expect(sent).toHaveLength(times);
  });

  test('has no more under way than concurrency allows, and each gets its turn', async () => {
    const { ports, peak, sent } = setting({ concurrency: 2 });

    await Promise.all([0, 1, 2, 3, 4].map((index) => ports.attempt(step(index), false)));

    expect([peak(), sent.length]).toEqual([2, 5]);
  });
});

/** One invocation with a clock that stands still unless it is moved. */
function setting({
  outcome = answer() as ProbeOutcome,
  request = {} as Partial<SmokeRequest>,
  remainingMs = 60_000,
  concurrency = 10,
} = {}) {
  let time = start;
  let underWay = 0;
  let most = 0;
  const pauses: number[] = [];
  const sent: string[] = [];
  const meanwhile: (() => void)[] = [];
  const controller = new AbortController();
  const session = {
    async send({ path }: { path: string }) {
      sent.push(path);
      underWay += 1;
      most = Math.max(most, underWay);
      await new Promise(setImmediate);
      meanwhile.shift()?.();
      underWay -= 1;
      return outcome;
    },
    close() {},
  };
  const ports = stepPorts(
    {
      plan: () => ({
        request: result(request, outcome).request,
        planned: probeRequest({ timeoutMs: 1000 }),
        proved: true,
      }),
      ...{ session, values: new Map() },
      async pause(tookMs) {
        pauses.push(tookMs);
        meanwhile.shift()?.();
      },
    },
    {
      config: { concurrency, attempts: 3 } as SmokeConfig,
      ...{ signal: controller.signal, remainingMs: () => remainingMs, clock: { now: () => new Date(time) } },
    },
  );
  const sleep = (tookMs: number) => {
    time += tookMs;
  };
  return { ports, pauses, sent, meanwhile, sleep, end: () => controller.abort(), peak: () => most };
}

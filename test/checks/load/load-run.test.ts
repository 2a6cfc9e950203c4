import { expect, test } from 'vitest';
import { loadCheck } from '../../../src/checks/load/load-check.ts';
import { Spacing } from '../../../src/checks/load/spacing.ts';
import type { ProbeAnswer, ProbeOutcome } from '../../../src/checks/smoke/probe/probe-answer.ts';
import type { Discover } from '../../../src/checks/smoke/send/locate-requests.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { aTestListener, path, rule, toBlue } from '../../deployment/test-traffic/a-test-listener.ts';
import { contextFor } from '../check-context.ts';
import { FakeTimer } from './fake-timer.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const answer: ProbeAnswer = {
  ...{ kind: 'answer', status: 200, tookMs: 10, body: Buffer.alloc(0), bodyEnd: 'whole' },
  ...{ contentEncoding: undefined, headers: {} },
};
const nowhere: Discover = async () => ({ found: false, looked: true, reason: 'there is none' });

/** A load whose answers are these after so many milliseconds, and how many requests it sent. */
async function run(
  hookDetails: JsonObject,
  {
    answerMs = 10,
    outcome = answer as ProbeOutcome,
    minutes = 0,
    discover = nowhere,
    onSend = (): void => {},
    signal = new AbortController().signal,
  } = {},
) {
  const timer = new FakeTimer();
  const log: string[] = [];
  const check = loadCheck({
    discover,
    ...{ timer, ofFunction: new Spacing(50) },
    probe: {
      addressRules: { allowLoopback: true },
      open: () => ({
        async send() {
          log.push('send');
          onSend();
          await timer.sleep(answerMs, new AbortController().signal);
          return outcome;
        },
        close: () => void log.push('close'),
      }),
    },
  });
  const context = await contextFor(check, hookDetails, { minutes, signal });
  const verdict = await timer.drive(Promise.resolve(check.run(target, { ...context, remainingMs: () => 60_000 })));
  return { verdict, sent: log.filter((each) => each === 'send').length, last: log.at(-1) };
}

const load = { requestsPerSecond: 50, seconds: 4, baseUrl: 'http://127.0.0.1' };

test('a load counts what it held back, and leaves no connection open', async () => {
  const { verdict, sent, last } = await run(load, { answerMs: 60_000 });

  expect({ sent, last }).toEqual({ sent: 100, last: 'close' });
  expect(verdict.reason).toContain('100 requests in 4 s, 100 held back because answers were slow; 100 2xx');
});

test('a load stops at the first request that is refused, and with the call', async () => {
  const outcome = { kind: 'refused', problem: 'a link-local address' } as const;
  expect(await run(load, { outcome })).toMatchObject({
    verdict: { kind: 'fail', reason: 'not sent: a link-local address' },
    sent: 1,
  });

  const stop = new AbortController();
  expect((await run(load, { onSend: () => stop.abort(), signal: stop.signal })).sent).toBe(1);
});

test('a load is not sent beyond the end of its time', async () => {
  // It ends after waitMinutes, one and a half times its seconds, and a minute: 14:02:06.
  const { verdict, sent } = await run({ ...load, requestsPerSecond: 1, waitMinutes: 1 }, { minutes: 124 / 60 });

  expect(sent).toBe(2);
  expect(verdict).toMatchObject({ kind: 'wait', state: { sent: 2, config: expect.stringMatching(/^[\w-]{16}$/) } });
});

test('a load to several listeners names all of them', async () => {
  const tests = [80, 8080].map((Port) => aTestListener([path('/*')], { listener: { Protocol: 'HTTP', Port } }));
  const { verdict } = await run(
    { requestsPerSecond: 2, seconds: 1 },
    { discover: async () => ({ found: true, tests }) },
  );

  expect(verdict.reason).toMatch(/^http:\/\/shop-1\.\S+ and http:\/\/shop-1\.\S+:8080: 2 requests in 1 s/);
});

test('a load that may reach the old version is not sent, and says why', async () => {
  const before = [rule('1', toBlue, { Field: 'source-ip', SourceIpConfig: { Values: ['10.0.0.0/8'] } })];
  const discover: Discover = async () => ({ found: true, tests: [aTestListener([path('/*')], { before })] });
  const { verdict, sent } = await run({ requestsPerSecond: 2, seconds: 1 }, { discover });

  expect({ sent, kind: verdict.kind }).toEqual({ sent: 0, kind: 'fail' });
  expect(verdict.reason).toMatch(/^not proved to reach the new version: ./);
});

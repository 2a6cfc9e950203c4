import { expect, test } from 'vitest';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject, JsonValue } from '../../../src/hook/json.ts';
import type { Verdict } from '../../../src/hook/verdict.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor, gateSince } from '../check-context.ts';
import { serveHttp } from './local-servers.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

test('until asks a real server again until it is ready', async () => {
  let asked = 0;
  const server = await serveHttp((_request, response) => {
    asked += 1;
    response.writeHead(asked < 4 ? 503 : 200, { server: 'nginx' }).end('ready');
  });

  const { verdict, seconds } = await play({ requests: [{ path: '/', until: { seconds: 60 } }] }, server.port);

  expect(verdict).toMatchObject({ kind: 'pass', reason: expect.stringContaining('1 of 1') });
  expect({ asked, seconds }).toEqual({ asked: 4, seconds: 6 });
});

test('until next to requests applies to those without their own', async () => {
  const server = await serveHttp((_request, response) => response.writeHead(500).end());
  const requests = ['/', { path: '/b', until: { seconds: 10, everySeconds: 5 } }];

  const { verdict } = await play({ requests, until: { seconds: 4 } }, server.port);

  expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('still after 4 s') });
});

test('a hold of an hour ends with the first wrong answer, and waits between two calls', async () => {
  let asked = 0;
  const server = await serveHttp(({ url }, response) => {
    if (url === '/') asked += 1;
    response.writeHead(url === '/' && asked === 5 ? 500 : 200).end();
  });
  const hold = { seconds: 3600, everySeconds: 600 };

  const { verdict, calls, reasons } = await play({ requests: [{ path: '/', hold }, '/other'] }, server.port);

  expect(verdict).toMatchObject({
    kind: 'fail',
    reason: expect.stringMatching(/status 500, .*after it was good for 2400 of 3600 s/),
  });
  expect(calls).toBe(5);
  // What has passed is not sent again in the next call.
  expect(server.requests.filter((request) => request === 'GET /other')).toHaveLength(1);
  expect(reasons[1]).toMatch(/^1 of 2 done: GET \/ found status 200, \d+ ms, good for 600 of 3600 s$/);
});

test('samples go to the server that many times, and the report shows them against their limits', async () => {
  let asked = 0;
  const server = await serveHttp((_request, response) => {
    asked += 1;
    response.writeHead(asked === 7 ? 500 : 200).end();
  });
  const samples = { count: 50, concurrency: 5, maxErrorRate: 0.02, p95: 10_000 };

  const { verdict } = await play({ requests: [{ path: '/', samples }] }, server.port);

  expect(verdict.kind).toBe('pass');
  expect(verdict.findings?.[0]).toMatchObject({
    outcome: 'passed',
    found: expect.stringMatching(/^50 samples, 1 error \(2 %\), p50 .* first error: status 500, /),
    allowed: 'status 200, at most 2 % errors, p95 10000 ms',
  });
  expect(asked).toBe(51);
});

test('an answer that is slower than it should be is degraded, and the gate passes and says so', async () => {
  const server = await serveHttp((_request, response) => {
    setTimeout(() => response.end(), 20);
  });

  const { verdict } = await play({ requests: [{ path: '/', degraded: { maxMillis: 1 } }] }, server.port);

  expect(verdict).toMatchObject({
    kind: 'pass',
    reason: expect.stringMatching(/, 1 degraded: GET \/ status 200, \d+ ms, should be at most 1 ms/),
  });
  expect(verdict.findings?.[0]).toMatchObject({ outcome: 'degraded' });
});

test('a POST whose answer was lost is not sent again', async () => {
  const server = await serveHttp((request) => request.socket.destroy());

  const { verdict } = await play({ requests: [{ method: 'POST', path: '/orders' }] }, server.port);

  expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('it may have been carried out') });
  expect(server.requests).toEqual(['POST /orders']);
});

/** Calls the gate as ECS does, on a clock that moves by what the verdict asks for and by every pause. */
async function play(details: JsonObject, port: number) {
  let tookMs = 0;
  let state: JsonValue | undefined;
  const reasons: string[] = [];
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: async () => {
      throw new Error('not asked');
    },
    pause: async (pausedMs) => {
      tookMs += pausedMs;
    },
  });
  for (let calls = 1; calls < 50; calls += 1) {
    const context = await contextFor(check, { baseUrl: `http://127.0.0.1:${port}`, allowUnproved: true, ...details });
    const clock = { now: () => new Date(gateSince.getTime() + tookMs) };
    const verdict: Verdict = await check.run(target, { ...context, clock, state });
    reasons.push(verdict.reason);
    if (verdict.kind !== 'wait') return { verdict, calls, reasons, seconds: tookMs / 1000 };
    state = JSON.parse(JSON.stringify(verdict.state ?? state ?? null)) as JsonValue;
    tookMs += (verdict.retryAfterSeconds ?? 0) * 1000;
  }
  throw new Error('it never ends');
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineHook } from 'ecs-greenlight';
import { answerEvent, simulateDeployment } from 'ecs-greenlight/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { loadCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { type FakeVersion, fakeVersion } from './fake.ts';
import hookDetails from './hook-details.json' with { type: 'json' };
import { sendLoad } from './send-load.ts';
import { breaksThreshold } from './thresholds.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A whole deployment, on a clock that takes no time. */
function deploy(version: FakeVersion, details: typeof hookDetails = hookDetails) {
  return simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: ({ clock }) => [
      {
        name: 'my-check',
        handler: defineHook({ check: loadCheck(fakeVersion(version)), clock, logger: silent }),
        timeoutSeconds: 60,
        at: 'POST_TEST_TRAFFIC_SHIFT',
        hookDetails: details,
      },
    ],
  });
}

describe('my-check', () => {
  test('sends load in six slices, and passes', async () => {
    const { status, hooks } = await deploy({ ms: 100, slowerBy: 10 });

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls).toHaveLength(6);
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
    expect(hooks[0]).toMatchObject({ status: 'SUCCEEDED', reason: '120 of 120 s of load met all thresholds' });
  });

  test('rolls back at the slice in which the new version gets too slow', async () => {
    const { status, hooks } = await deploy({ ms: 250, slowerBy: 30 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ status: 'FAILED', reason: 'http_req_duration: avg is 310, not <300' });
    expect(hooks[0]?.calls).toHaveLength(3);
  });

  test('rolls back for requests that fail', async () => {
    const { status, hooks } = await deploy({ ms: 10, failures: 2 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason: 'http_req_failed: rate is 0.02, not <0.01' });
  });

  test('rolls back if too few requests were possible', async () => {
    const { status, hooks } = await deploy({ ms: 10, requestsPerSecond: 4 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]?.reason).toContain('80 requests in 20 s, at least 100 are needed');
  });

  test('refuses a threshold that it does not know', async () => {
    const thresholds = { ...hookDetails.thresholds, http_req_failed: ['rate<1%'] };
    const { hooks } = await deploy({ ms: 10 }, { ...hookDetails, thresholds });

    expect(hooks[0]?.reason).toContain('thresholds.http_req_failed');
  });

  test("answers ECS's event", async () => {
    const handler = defineHook({ check: loadCheck(fakeVersion({ ms: 10 })), logger: silent });

    expect(await answerEvent(handler, { ...event, hookDetails })).toMatchObject({ verdict: 'in-progress' });
  });
});

test('every virtual user sends requests over HTTP, at least one', async () => {
  const server = createServer(({ url }, response) => response.writeHead(url === '/ok' ? 200 : 503).end());
  onTestFinished(() => void server.close());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const failures = async (url: string) => {
    const samples = await sendLoad({ url, virtualUsers: 2, seconds: 0 }, AbortSignal.timeout(10_000));
    return samples.map(({ failed }) => failed);
  };

  expect(await failures(`${base}/ok`)).toEqual([false, false]);
  expect(await failures(`${base}/broken`)).toEqual([true, true]);
  expect(await failures('http://127.0.0.1:9/')).toEqual([true, true]);
});

test.each([
  ['p(95)<500', undefined],
  ['p(95)<95', 'http_req_duration: p(95) is 95, not <95'],
  ['p(95)<=95', undefined],
  ['max<100', 'http_req_duration: max is 100, not <100'],
  ['min>=1', undefined],
  ['med>50', 'http_req_duration: med is 50, not >50'],
  ['avg<50.6', undefined],
])('%s of 1 to 100 ms', (rule, reason) => {
  const samples = Array.from({ length: 100 }, (_, index) => ({ ms: index + 1, failed: false }));

  expect(breaksThreshold('http_req_duration', rule, samples)).toBe(reason);
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { defineHook, systemClock } from 'ecs-greenlight';
import { answerEvent, type SimulateOptions, simulateDeployment } from 'ecs-greenlight/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { askEndpoint } from './ask-endpoint.ts';
import { endpointCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { fakeEndpoint, type Phase, says } from './fake.ts';
import hookDetails from './hook-details.json' with { type: 'json' };

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const ready: Phase['answer'] = says({ status: 'ready', reason: 'all is well' });

/** A whole deployment, on a clock that takes no time. */
function deploy(phases: readonly Phase[], options: Partial<SimulateOptions> = {}, details = hookDetails) {
  return simulateDeployment({
    strategy: 'BLUE_GREEN',
    hooks: ({ clock }) => [
      {
        name: 'my-check',
        handler: defineHook({ check: endpointCheck(fakeEndpoint(clock, phases)), clock, logger: silent }),
        at: 'POST_TEST_TRAFFIC_SHIFT',
        hookDetails: details,
      },
    ],
    ...options,
  });
}

describe('my-check', () => {
  test('passes as soon as the new version is ready', async () => {
    const { status, hooks } = await deploy([{ fromMinute: 0, answer: ready }]);

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls).toMatchObject([{ answer: { hookStatus: 'SUCCEEDED' } }]);
  });

  test('waits while it is starting', async () => {
    const { status, hooks } = await deploy([
      { fromMinute: 0, answer: { status: 503, body: '' } },
      { fromMinute: 4, answer: ready },
    ]);

    expect(status).toBe('SUCCESSFUL');
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(240);
  });

  test('rolls back when its time is up', async () => {
    const { status, hooks } = await deploy([
      { fromMinute: 0, answer: says({ status: 'starting', reason: 'cold cache' }) },
    ]);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({
      status: 'FAILED',
      reason: 'the new version is not ready after 10 min: cold cache',
    });
    expect(hooks[0]?.seconds).toBeLessThan(660);
  });

  test.each([
    [says({ status: 'broken', reason: 'no database' }), 'the new version is broken: no database'],
    [{ status: 404, body: '' }, 'the new version is broken: status 404'],
    [{ status: 200, body: '<html>' }, 'the new version is broken: its answer is not the JSON that was agreed'],
  ])('rolls back at once for %j', async (answer, reason) => {
    const { status, hooks } = await deploy([{ fromMinute: 0, answer }]);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason, calls: [{}] });
  });

  test('shortens a reason that is too long for a log', async () => {
    const { hooks } = await deploy([{ fromMinute: 0, answer: says({ status: 'broken', reason: 'x'.repeat(9_999) }) }]);

    expect(hooks[0]?.reason).toMatch(/^the new version is broken: x{200}$/);
  });

  test('tolerates an endpoint that does not answer for a minute, but not for an hour', async () => {
    const short = await deploy([
      { fromMinute: 0, answer: 'no answer' },
      { fromMinute: 1, answer: ready },
    ]);
    const long = await deploy([{ fromMinute: 0, answer: 'no answer' }]);

    expect(short.status).toBe('SUCCESSFUL');
    expect(long.status).toBe('ROLLBACK_SUCCESSFUL');
  });

  test('refuses a configuration that it does not know', async () => {
    const { hooks } = await deploy([], {}, { ...hookDetails, url: 'https://user:secret@shop.example.com/' });

    expect(hooks[0]?.reason).toContain('url');
    expect(hooks[0]?.reason).not.toContain('secret');
  });

  test("answers ECS's event over HTTP", async () => {
    const server = createServer((_request, response) => response.end(JSON.stringify({ status: 'ready' })));
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const handler = defineHook({ check: endpointCheck(askEndpoint), clock: systemClock, logger: silent });

    const answered = await answerEvent(handler, { ...event, hookDetails: { url } });

    expect(answered).toMatchObject({ verdict: 'succeeded' });
  });
});

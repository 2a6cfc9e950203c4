import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/hook/json.ts';
import { webhookKey } from '../../checks/http-gate/run-http-gate.ts';
import { readEvent } from '../../deployment/target-of-event.ts';
import type { RunningFunction } from '../deployed.ts';
import { useBuiltHooks } from '../listeners/built-hooks.ts';

const usual = {
  SMOKE_ALLOW_LOOPBACK: 'yes',
};

describe('the built gate hook with http-gate', () => {
  const { start, reports } = useBuiltHooks((operation, body) => {
    if (operation === undefined) return { type: 'application/json', body: '{"status":"failed","reason":"by Lambda"}' };
    const answer =
      operation === 'GetSecretValue' && JSON.parse(body).SecretId === 'shop/gate-key'
        ? { SecretString: webhookKey }
        : { serviceDeployments: [{ status: 'IN_PROGRESS' }], serviceRevisions: [], failures: [] };
    return { type: 'application/x-amz-json-1.1', body: JSON.stringify(answer) };
  });
  const asked: unknown[] = [];
  let port = 0;
  let hook: RunningFunction;
  let strict: RunningFunction;
  let deployed: RunningFunction;
  const ask = (from: RunningFunction, check: JsonObject) =>
    from.invoke({
      ...(readEvent('POST_TEST_TRAFFIC_SHIFT.doc') as object),
      hookDetails: { checks: [{ 'http-gate': check }] },
    });

  const server = createServer(async (request, response) => {
    asked.push(new Webhook(webhookKey).verify(await text(request), request.headers as Record<string, string>));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"status":"passed","reason":"all fine"}');
  });
  beforeAll(async () => {
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    ({ port } = server.address() as AddressInfo);
    hook = await start('gate-hook', { ...usual, HTTP_GATE_HOSTS: `gates.example.com,127.0.0.1:${port}` });
    strict = await start('gate-hook', { ...usual, HTTP_GATE_HOSTS: '' });
    deployed = await start('gate-hook', { HTTP_GATE_HOSTS: '127.0.0.1:9001' });
  }, 120_000);
  afterAll(() => server.close());

  test('asks a URL, signed with the stored key, and reports its answer', async () => {
    const check = { url: `http://127.0.0.1:${port}/gate`, secret: 'secretsmanager:shop/gate-key' };

    expect(await ask(hook, check)).toEqual({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringContaining(`127.0.0.1:${port} says passed: all fine`),
    });
    expect(asked).toMatchObject([{ type: 'gate.question', gate: '.http-gate', call: 1 }]);
    expect(reports.find((report) => report.check === 'http-gate')).toMatchObject({ verdict: 'pass' });
    expect(JSON.stringify(reports) + hook.output()).not.toContain(webhookKey.slice(6));
  });

  test('asks a function', async () => {
    expect(await ask(hook, { lambda: 'shop-gate:live' })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('function shop-gate:live says failed: by Lambda'),
    });
  });

  test.each([
    ['http-gate', { url: 'http://127.0.0.1:9001/gate', secret: 'secretsmanager:shop/gate-key' }, 'url'],
    ['load', { baseUrl: 'http://127.0.0.1:9001', requests: ['/'], requestsPerSecond: 1, seconds: 10 }, 'baseUrl'],
    ['smoke', { baseUrl: 'http://127.0.0.1:9001', requests: ['/'] }, 'baseUrl'],
  ])('%s sends nothing to the function itself', async (name, check, key) => {
    const event = readEvent('POST_TEST_TRAFFIC_SHIFT.doc') as object;

    expect(await deployed.invoke({ ...event, hookDetails: { checks: [{ [name]: check }] } })).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(`^wrong configuration: \\S*${name}\\.${key}: expected another host`),
    });
  });

  test('asks nobody if the stack lists no hosts', async () => {
    const check = { url: `http://127.0.0.1:${port}/gate`, secret: 'secretsmanager:shop/gate-key' };

    expect(await ask(strict, check)).toEqual({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('hookDetails.checks[0].http-gate.url: 127.0.0.1:'),
    });
  });
});

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { fieldCase } from './field-case.ts';
import { runSmoke } from './run-smoke.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

describe('gRPC health in a smoke test', () => {
  test('passes if the service is SERVING, and fails if it is not', async () => {
    const baseUrl = `http://127.0.0.1:${await serveGrpc()}/api`;

    expect(
      await runSmoke(target, { baseUrl, allowUnproved: true, requests: [{ grpc: { service: 'shop.v1.Cart' } }] }),
    ).toMatchObject({
      kind: 'pass',
      findings: [
        { name: 'gRPC health of shop.v1.Cart', outcome: 'passed', found: expect.stringContaining('SERVING') },
        {},
      ],
    });
    expect(await runSmoke(target, { baseUrl, allowUnproved: true, requests: [{ grpc: {} }] })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('gRPC health of the server found status 200'),
      findings: [{ found: expect.stringContaining('the server is NOT_SERVING') }],
    });
  });

  test('is sent through a test rule without a path', async () => {
    const world = fieldCase('L1', target, await serveGrpc());

    expect(await runSmoke(target, { requests: [{ grpc: { service: 'shop.v1.Cart' } }] }, world)).toMatchObject({
      kind: 'pass',
    });
  });

  test('is not sent through a test rule with another path', async () => {
    const world = fieldCase('L1', target, await serveGrpc());
    for (const [arn, rule] of world.loadBalancers.rules) {
      const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } }];
      if (rule.Priority === '100') world.loadBalancers.rules.set(arn, { ...rule, Conditions });
    }

    expect(await runSmoke(target, { requests: [{ grpc: {} }] }, world)).toEqual({
      kind: 'fail',
      reason:
        'the test rule does not match /grpc.health.v1.Health/Check, where gRPC asks for health: let it match, or set hookDetails.baseUrl',
    });
  });
});

test('a WebSocket in a smoke test passes if it opens, and fails if the protocol is not spoken', async () => {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/live', handleProtocols: () => 'mqtt' });
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  const baseUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  const live = (protocols: readonly string[]) => ({ path: '/live', webSocket: { protocols: [...protocols] } });

  expect(await runSmoke(target, { baseUrl, allowUnproved: true, requests: [live(['mqtt'])] })).toMatchObject({
    kind: 'pass',
    findings: [{ name: 'GET /live', found: expect.stringMatching(/^status 101, \d+ ms$/), allowed: 'status 101' }, {}],
  });
  expect(await runSmoke(target, { baseUrl, allowUnproved: true, requests: [live(['wamp'])] })).toMatchObject({
    kind: 'fail',
    reason: expect.stringContaining('the server chose the protocol mqtt, which was not offered'),
  });
});

async function serveGrpc(): Promise<number> {
  const server = new Server();
  new HealthImplementation({ '': 'NOT_SERVING', 'shop.v1.Cart': 'SERVING' }).addToServer(server);
  onTestFinished(() => server.forceShutdown());
  return new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    ),
  );
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { changeHooks } from '../../../src/cli/attach/change-hooks.ts';
import { readService } from '../../../src/cli/attach/read-service.ts';
import type { LifecycleHook } from '../../../src/service-hooks/lifecycle-hook.ts';
import { own, pause, smoke } from './hooks.ts';

const ref = { cluster: 'prod-cluster', service: 'retail-ui' };

/** An ECS that shows these hooks, one list after the other and then always the last, no matter what is written. */
async function scriptedEcs(...lists: LifecycleHook[][]) {
  const asked: { operation: string | undefined; body: Record<string, unknown> }[] = [];
  let shown = 0;
  const server = createServer(async (request, response) => {
    const operation = String(request.headers['x-amz-target']).split('.')[1];
    asked.push({ operation, body: JSON.parse(await text(request)) });
    const lifecycleHooks = lists[Math.min(shown, lists.length - 1)];
    if (operation === 'DescribeServices') shown += 1;
    response.setHeader('content-type', 'application/x-amz-json-1.1');
    const service = {
      serviceName: 'retail-ui',
      status: 'ACTIVE',
      runningCount: 1,
      deploymentConfiguration: { lifecycleHooks },
    };
    response.end(JSON.stringify({ services: [service], service }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new ECSClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-west-2',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
  });
  onTestFinished(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, asked };
}

describe('changeHooks', () => {
  test('sends the hooks and nothing else of the service', async () => {
    const { client, asked } = await scriptedEcs([own()], [own()], [own(), smoke()]);
    const before = await readService(client, ref, 'us-west-2');

    const outcome = await changeHooks(client, before, [own(), smoke()]);

    expect(outcome.isAsAsked).toBe(true);
    expect(asked.find(({ operation }) => operation === 'UpdateService')?.body).toEqual({
      cluster: 'prod-cluster',
      service: 'retail-ui',
      deploymentConfiguration: { lifecycleHooks: [own(), smoke()] },
    });
  });

  test('does not touch hooks that somebody changed in the meantime', async () => {
    const { client, asked } = await scriptedEcs([own()], [own(), pause()]);
    const before = await readService(client, ref, 'us-west-2');

    await expect(changeHooks(client, before, [own(), smoke()])).rejects.toThrow(
      /were changed by somebody else in the meantime/,
    );
    expect(asked.map(({ operation }) => operation)).not.toContain('UpdateService');
  });

  test('reports it if ECS has something else afterwards', async () => {
    const { client } = await scriptedEcs([own()]);
    const before = await readService(client, ref, 'us-west-2');

    expect(await changeHooks(client, before, [own(), smoke()])).toEqual({ isAsAsked: false, hooks: [own()] });
  });
});

import type { LookupFunction } from 'node:net';
import { expect, test } from 'vitest';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import { discoverTestListeners } from '../../../src/deployment/test-traffic/discover-test-listeners.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { createStack } from '../../deployment/moto-stack.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { contextFor } from '../check-context.ts';
import { serveHttp } from './local-servers.ts';

const moto = useMoto();

test('smokeCheck finds the test listener from the event, waits until it points at green, and then tests green', async () => {
  const seen: unknown[] = [];
  const shop = await serveHttp(({ url, headers }, response) => {
    seen.push([url, headers.host, headers['x-test']]);
    response.end('green');
  });
  const stack = await createStack(
    moto().endpoint,
    [
      { Field: 'path-pattern', PathPatternConfig: { Values: ['/api/*'] } },
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Test', Values: ['green'] } },
    ],
    { port: shop.port },
  );
  const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
  const ecs = new FakeEcs();
  ecs.revisions.set(target.revisionArn, stack.revision);
  const check = smokeCheck({
    probe: httpProbe({ lookup: loadBalancersAreHere, allowLoopback: true }),
    discover: (at, options, signal) => discoverTestListeners(at, { ecs, loadBalancers: stack.reader }, signal, options),
  });
  const context = await contextFor(check, { requests: [{ path: '/health', contains: 'green' }] });

  await stack.weigh({ blue: 100, green: 0 });
  expect(await check.run(target, context)).toMatchObject({ kind: 'wait' });

  await stack.weigh({ blue: 0, green: 100 });
  expect(await check.run(target, context)).toMatchObject({ kind: 'pass' });
  expect(seen).toEqual([['/api/health', `${stack.dnsName}:${shop.port}`, 'green']]);
});

/** Moto names its load balancers as AWS does; no name server knows them. */
const loadBalancersAreHere: LookupFunction = (_hostname, { all }, found) => {
  if (all) found(null, [{ address: '127.0.0.1', family: 4 }]);
  else found(null, '127.0.0.1', 4);
};

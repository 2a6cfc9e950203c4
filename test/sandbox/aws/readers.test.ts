import { afterEach, expect, test } from 'vitest';
import type { HookEvent } from '../../../src/controller/ecs/payload.ts';
import { findTestListeners } from '../../../src/deployment/test-traffic/find-test-listeners.ts';
import { planTestRequests } from '../../../src/deployment/test-traffic/plan-test-request.ts';
import type { SandboxSurroundings } from '../../../src/sandbox/surroundings.ts';
import { newFolder, startTestSandbox } from '../sandbox-fixture.ts';

const { signal } = new AbortController();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

test('a hook finds the local test listener as it finds one on AWS, and that it points at green', async () => {
  const { found, urls } = await askFromHook(async ({ ecs, loadBalancers }, event) => {
    const [revision = {}] = await ecs.describeServiceRevisions(
      [event.executionDetails.targetServiceRevisionArn],
      signal,
    );
    const tests = await findTestListeners(revision, { loadBalancers }, signal);
    return planTestRequests(tests.found ? tests.tests : [], [{ method: 'GET', path: '/', headers: {} }], {}).plans;
  });

  expect(found).toMatchObject([
    {
      send: { scheme: 'http', hostname: '127.0.0.1', port: Number(new URL(urls.test).port), path: '/', headers: {} },
      reach: { green: 'yes' },
    },
  ]);
});

test('a hook finds the images before and after', async () => {
  const { found } = await askFromHook(async ({ ecs }, event) => {
    const deployment = await ecs.describeServiceDeployment(event.resourceArn, signal);
    const source = deployment?.sourceServiceRevisions?.[0]?.arn ?? '';
    const target = event.executionDetails.targetServiceRevisionArn;
    const revisions = await ecs.describeServiceRevisions([source, target], signal);
    return revisions.map(({ containerImages }) => containerImages?.[0]?.image);
  });

  expect(found).toEqual(['shop/ui:1.41', 'shop/ui:1.42']);
});

test('a missing resource is an answer and not an error', async () => {
  const { found } = await askFromHook(async ({ ecs, loadBalancers }) => [
    await ecs.describeServiceDeployment('arn:aws:ecs:us-west-2:123456789012:service-deployment/c/s/none', signal),
    await ecs.describeServiceRevisions(['arn:aws:ecs:us-west-2:123456789012:service-revision/c/s/1'], signal),
    await loadBalancers.describeRule('arn:aws:elasticloadbalancing:us-west-2:123456789012:listener-rule/x', signal),
    await loadBalancers.describeListener('arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/x', signal),
    await loadBalancers.describeLoadBalancer(
      'arn:aws:elasticloadbalancing:us-west-2:123456789012:loadbalancer/x',
      signal,
    ),
    await loadBalancers.describeRules('arn:aws:elasticloadbalancing:us-west-2:123456789012:listener/x', signal),
  ]);

  expect(found).toEqual([undefined, [], undefined, undefined, undefined, undefined]);
});

/** Runs while version 1.42 is on the test listener. */
async function askFromHook<T>(ask: (surroundings: SandboxSurroundings, event: HookEvent) => Promise<T>) {
  const { folder, remove } = await newFolder();
  undoing.push(remove);
  const answered = Promise.withResolvers<T>();
  const sandbox = await startTestSandbox(
    (surroundings) => async (event) => {
      answered.resolve(ask(surroundings, event));
      await answered.promise;
      return { hookStatus: 'SUCCEEDED' };
    },
    { folder },
  );
  undoing.push(sandbox.stop);
  sandbox.deploy();
  return { found: await answered.promise, urls: sandbox.urls };
}

import {
  DescribeServicesCommand,
  type ECSClient,
  ListTasksCommand,
  waitUntilServicesInactive,
  waitUntilServicesStable,
  waitUntilTasksRunning,
  waitUntilTasksStopped,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import type { VirtualClock } from '../../../../src/controller/clock/virtual-clock.ts';
import type { DeploymentConfigurationInput } from '../../../../src/controller/ecs/deployment-configuration.ts';
import { hookAt, newService, runningService, version } from '../../play.ts';
import { serve } from '../serve.ts';
import { clientOn, waitsOn } from './virtual-waits.ts';

const named = { cluster: 'my-cluster', services: ['my-service'] };
const refused = { functions: () => () => ({ hookStatus: 'FAILED' }) };

/** What a waiter of the SDK says: `success`, the state that ended it, or that it has waited ten minutes. */
type End = 'success' | 'failure' | 'timeout';

/** The API in front of a service in the middle of a deployment, and its tasks before and in it. */
async function deploying(kind: 'first' | 'blue/green' | 'rollback' | 'failed first') {
  const isFirst = kind === 'first' || kind === 'failed first';
  const configuration: DeploymentConfigurationInput = {
    bakeTimeInMinutes: 1,
    ...(kind === 'rollback' && { lifecycleHooks: [hookAt('POST_TEST_TRAFFIC_SHIFT')] }),
    ...(kind === 'failed first' && { lifecycleHooks: [hookAt('POST_SCALE_UP')] }),
  };
  const { controller, clock } = await (isFirst ? newService : runningService)({ configuration, ...refused });
  const { endpoint } = await serve({ controllers: [controller] });
  waitsOn(clock);
  const client = clientOn(clock, { endpoint });
  const before = isFirst ? [] : await tasksOf(client);
  controller.startDeployment(version(2));
  let tasks: string[] = [];
  // A second is less than its tasks take to start.
  for (let second = 0; second < 60 && tasks.length === 0; second += 1) {
    await clock.advance(1000);
    tasks = (await tasksOf(client)).filter((arn) => !before.includes(arn));
  }
  return { controller, clock, client, blue: before, green: tasks };
}

async function tasksOf(client: ECSClient): Promise<string[]> {
  return (await client.send(new ListTasksCommand({ cluster: 'my-cluster' }))).taskArns ?? [];
}

async function endOf(clock: VirtualClock, waiting: Promise<{ state: string }>): Promise<End> {
  return clock.run(
    waiting.then(
      () => 'success',
      ({ name }: Error) => (name === 'TimeoutError' ? 'timeout' : 'failure'),
    ),
  );
}

type Deploying = Awaited<ReturnType<typeof deploying>>;
const limits = ({ client }: Deploying) => ({ client, maxWaitTime: 600, minDelay: 15, maxDelay: 15 });
const waiters = {
  stable: (on: Deploying) => endOf(on.clock, waitUntilServicesStable(limits(on), named)),
  inactive: (on: Deploying) => endOf(on.clock, waitUntilServicesInactive(limits(on), named)),
  running: (on: Deploying, tasks: string[]) =>
    endOf(on.clock, waitUntilTasksRunning(limits(on), { cluster: 'my-cluster', tasks })),
  stopped: (on: Deploying, tasks: string[]) =>
    endOf(on.clock, waitUntilTasksStopped(limits(on), { cluster: 'my-cluster', tasks })),
};

test('W-13 W-15 the waiters of the SDK in a first deployment', async () => {
  const on = await deploying('first');
  expect(on.green).toHaveLength(3);

  expect(await waiters.running(on, on.green)).toBe('success');
  expect(on.controller.listServiceDeployments()[0]?.status).toBe('IN_PROGRESS');
  expect(await waiters.stable(on)).toBe('success');
  expect(await waiters.stopped(on, on.green)).toBe('timeout');
  expect(await waiters.inactive(on)).toBe('timeout');
});

test('W-13 W-15 the waiters of the SDK in a blue/green deployment', async () => {
  const on = await deploying('blue/green');

  expect(await waiters.running(on, [...on.blue, ...on.green])).toBe('success');
  expect(await waiters.stable(on)).toBe('success');
  expect(on.controller.listServiceDeployments()[0]?.status).toBe('SUCCESSFUL');
  expect(await waiters.stopped(on, on.blue)).toBe('success');
  expect(await waiters.running(on, on.blue)).toBe('failure');
  expect(await waiters.running(on, on.green)).toBe('success');
  expect(await waiters.inactive(on)).toBe('timeout');
});

test('W-13 W-15 the waiters of the SDK in a rollback', async () => {
  const on = await deploying('rollback');

  expect(await waiters.stopped(on, on.green)).toBe('success');
  expect(await waiters.running(on, on.green)).toBe('failure');
  expect(await waiters.stable(on)).toBe('success');
  expect(await waiters.running(on, on.blue)).toBe('success');
  expect(on.controller.listServiceDeployments()[0]?.status).toBe('ROLLBACK_SUCCESSFUL');
  const { services } = await on.client.send(new DescribeServicesCommand(named));
  expect(services).toMatchObject([{ taskDefinition: expect.stringMatching(/\/shop:1$/) }]);
  expect(await waiters.inactive(on)).toBe('timeout');
});

test('W-13 W-15 the waiters of the SDK in a first deployment that fails', async () => {
  const on = await deploying('failed first');

  expect(await waiters.stopped(on, on.green)).toBe('success');
  expect(await waiters.running(on, on.green)).toBe('failure');
  expect(await waiters.stable(on)).toBe('timeout');
  expect(await waiters.inactive(on)).toBe('timeout');
  expect(on.controller.listServiceDeployments()[0]?.status).toBe('ROLLBACK_FAILED');
});

import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import {
  type BackendRevision,
  type DeploymentBackend,
  inMemoryBackend,
} from '../../../src/controller/state/backend.ts';
import { newService, only, runningService, version } from '../play.ts';

describe('a backend', () => {
  test('is asked to start tasks, to move traffic and to end tasks', async () => {
    const asked: string[] = [];
    const names = new Map<string, string>();
    const nameOf = ({ serviceRevisionArn, taskDefinition }: BackendRevision) => {
      names.set(serviceRevisionArn, taskDefinition);
      return taskDefinition;
    };
    const shares = (weights: Readonly<Record<string, number>>) =>
      Object.entries(weights).map(([arn, share]) => `${names.get(arn)} ${share}`);
    const backend: DeploymentBackend = {
      scaleUp: async (revision, count) => void asked.push(`scale up ${nameOf(revision)} to ${count}`),
      shiftTestTraffic: async (weights) => void asked.push(`test ${shares(weights).join(' ')}`),
      shiftProductionTraffic: async (weights) => void asked.push(`production ${shares(weights).join(' ')}`),
      terminate: async (revision) => void asked.push(`terminate ${nameOf(revision)}`),
    };
    const { controller } = newService({ backend });

    await controller.deploy(version(1));
    await controller.deploy(version(2));

    expect(asked).toEqual([
      'scale up shop:1 to 3',
      'test shop:1 100',
      'production shop:1 100',
      'scale up shop:2 to 3',
      'test shop:2 100 shop:1 0',
      'production shop:2 100 shop:1 0',
      'terminate shop:1',
    ]);
  });

  test('has all tasks at the end even if it reports none on the way', async () => {
    const { controller, events } = newService({ backend: { ...inMemoryBackend(), scaleUp: async () => {} } });

    await controller.deploy(version(1));

    expect(only(events, 'tasks-changed').map(({ runningTaskCount }) => runningTaskCount)).toEqual([0, 3]);
  });

  test('has no more tasks than requested even if it reports more', async () => {
    const { controller, events } = newService({
      backend: {
        ...inMemoryBackend(),
        scaleUp: async (_revision, _count, { taskIsHealthy }) => {
          for (let task = 0; task < 9; task++) taskIsHealthy();
        },
      },
    });

    await controller.deploy(version(1));

    expect(only(events, 'tasks-changed').map(({ runningTaskCount }) => runningTaskCount)).toEqual([0, 1, 2, 3]);
  });

  test('is asked to stop starting tasks when the deployment rolls back', async () => {
    const signals: AbortSignal[] = [];
    const memory = inMemoryBackend({ taskSeconds: () => 60 });
    const { controller, clock } = await runningService({
      backend: {
        ...memory,
        scaleUp: (revision, count, context) => {
          signals.push(context.signal);
          return memory.scaleUp(revision, count, context);
        },
      },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(30_000);

    controller.stopServiceDeployment({ serviceDeploymentArn });

    expect(signals.at(-1)?.aborted).toBe(true);
    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
  });
});

describe('inMemoryBackend', () => {
  test('takes the configured time', async () => {
    const clock = new VirtualClock();
    const started = clock.now().getTime();
    const healthyAfter: number[] = [];
    const backend = inMemoryBackend({
      taskSeconds: (index) => 10 * (index + 1),
      shiftSeconds: 90,
      terminateSeconds: 5,
    });
    const revision = {
      serviceRevisionArn: 'green',
      taskDefinition: 'shop:1',
      containerImages: [],
      targetGroupArns: [],
    };
    const context = {
      sleep: clock.sleep.bind(clock),
      signal: new AbortController().signal,
      runningTaskCount: 0,
      taskFailed: () => {},
      taskIsHealthy: () => healthyAfter.push((clock.now().getTime() - started) / 1000),
    };

    await clock.run(backend.scaleUp(revision, 3, context));
    await clock.run(backend.shiftProductionTraffic({ green: 100 }, context));
    await clock.run(backend.shiftTestTraffic({ green: 100 }, context));
    await clock.run(backend.terminate(revision, context));

    expect(healthyAfter).toEqual([10, 20, 30]);
    expect((clock.now().getTime() - started) / 1000).toBe(30 + 90 + 90 + 5);
  });
});

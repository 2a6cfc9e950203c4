import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { hookAt, only, type PlayOptions, runningService, version } from '../play.ts';

/** A service that is being deployed, and the tasks of blue and green. */
async function deploying(seconds: number, options: PlayOptions = {}) {
  const played = await runningService(options);
  const { controller, clock } = played;
  const blue = controller.controls.primaryRevisionArn() ?? '';
  const { serviceDeploymentArn, serviceRevisionArn: green } = controller.startDeployment(version(2));
  await clock.advance(seconds * 1000);
  const tasks = () => ({ blue: countOf(controller, blue), green: countOf(controller, green) });
  const end = async () => (await controller.waitForDeployment(serviceDeploymentArn)).status;
  return { ...played, tasks, end, serviceDeploymentArn };
}

function countOf(controller: Controller, arn: string): number {
  return controller.controls.taskCounts(arn).runningTaskCount;
}

const later = { switches: { desiredCountWhileDeploying: 'when-ended' } } as const;
/** All tasks of green run from 30 seconds on; five minutes later blue ends. */
const whileItBakes = 60;

describe('a desired count that changes while a deployment runs', () => {
  test('B-132 starts no deployment, and the tasks of blue and green follow', async () => {
    const { controller, clock, tasks, end } = await deploying(whileItBakes);

    controller.updateService({ desiredCount: 5 });
    await clock.advance(60_000);

    expect(tasks()).toEqual({ blue: 5, green: 5 });
    expect(await end()).toBe('SUCCESSFUL');
    expect(tasks()).toEqual({ blue: 0, green: 5 });
    expect(controller.listServiceDeployments()).toHaveLength(2);
  });

  test('B-132 may shrink, to 0 too, and grow again', async () => {
    const { controller, clock, tasks, end } = await deploying(whileItBakes);
    controller.updateService({ desiredCount: 0 });
    await clock.advance(30_000);
    const none = tasks();
    controller.updateService({ desiredCount: 2 });

    expect(await end()).toBe('SUCCESSFUL');
    expect([none, tasks()]).toEqual([
      { blue: 0, green: 0 },
      { blue: 0, green: 2 },
    ]);
  });

  test('B-132 with the switch when-ended the tasks follow once the deployment has ended', async () => {
    const { controller, clock, tasks, end } = await deploying(whileItBakes, later);

    controller.updateService({ desiredCount: 5 });
    await clock.advance(60_000);

    expect(tasks()).toEqual({ blue: 3, green: 3 });
    expect(controller.desiredCount).toBe(5);
    expect(await end()).toBe('SUCCESSFUL');
    await clock.advance(60_000);
    expect(tasks()).toEqual({ blue: 0, green: 5 });
  });

  test.each([
    ['PRE_SCALE_UP, where green has no tasks', 'PRE_SCALE_UP', { blue: 6, green: 0 }],
    ['POST_SCALE_UP', 'POST_SCALE_UP', { blue: 6, green: 6 }],
    ['POST_PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT', { blue: 6, green: 6 }],
  ] as const)('B-132 is followed while a pause holds the deployment at %s', async (_where, stage, expected) => {
    const pause = { targetType: 'PAUSE', lifecycleStages: [stage] } as const;
    const { controller, clock, tasks, end, serviceDeploymentArn } = await deploying(120, {
      configuration: { lifecycleHooks: [pause] },
    });
    controller.updateService({ desiredCount: 6 });
    await clock.advance(120_000);
    const held = tasks();
    const [hook] = controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails;
    controller.continueServiceDeployment({ serviceDeploymentArn, hookId: hook?.hookId ?? '' });

    expect(held).toEqual(expected);
    expect(await end()).toBe('SUCCESSFUL');
    expect(tasks()).toEqual({ blue: 0, green: 6 });
  });

  test('B-132 holds for a rollback, and is followed after one', async () => {
    const { controller, clock, tasks, end, serviceDeploymentArn } = await deploying(whileItBakes, later);
    controller.updateService({ desiredCount: 5 });
    controller.stopServiceDeployment({ serviceDeploymentArn });

    expect(await end()).toBe('ROLLBACK_SUCCESSFUL');
    await clock.advance(60_000);
    expect(tasks()).toEqual({ blue: 5, green: 0 });
  });

  test('B-132 counts from the next batch on in a rolling deployment', async () => {
    const { controller, tasks, end } = await deploying(10, { configuration: { strategy: 'ROLLING' } });
    controller.updateService({ desiredCount: 5 });

    expect(await end()).toBe('SUCCESSFUL');
    expect(tasks()).toEqual({ blue: 0, green: 5 });
  });

  test('B-132 takes a configuration along for the next deployment', async () => {
    const { controller } = await deploying(whileItBakes);

    controller.updateService({ desiredCount: 4, deploymentConfiguration: { bakeTimeInMinutes: 9 } });

    expect(controller.desiredCount).toBe(4);
    expect(controller.snapshot().configuration).toMatchObject({ bakeTimeInMinutes: 9 });
  });

  test('B-132 is reached in the end, no matter what changes when, and no count is ever negative', async () => {
    const changes = fc.array(
      fc.record({ after: fc.integer({ min: 0, max: 200 }), count: fc.integer({ min: 0, max: 7 }) }),
      {
        minLength: 1,
        maxLength: 4,
      },
    );
    await fc.assert(
      fc.asyncProperty(
        changes,
        fc.constantFrom('both-revisions', 'when-ended'),
        fc.constantFrom('BLUE_GREEN', 'ROLLING', 'CANARY'),
        fc.boolean(),
        async (changes, desiredCountWhileDeploying, strategy, isStopped) => {
          const { controller, clock, events, end, serviceDeploymentArn } = await deploying(0, {
            switches: { desiredCountWhileDeploying },
            functions: () => () => ({ hookStatus: 'SUCCEEDED' }),
            configuration: {
              strategy,
              ...(strategy === 'CANARY' && { canaryConfiguration: { canaryPercent: 10, canaryBakeTimeInMinutes: 1 } }),
              bakeTimeInMinutes: 1,
              lifecycleHooks: [hookAt('POST_SCALE_UP')],
            },
          });
          for (const { after, count } of changes) {
            await clock.advance(after * 1000);
            controller.updateService({ desiredCount: count });
          }
          const isRunning = () => controller.describeServiceDeployment(serviceDeploymentArn).finishedAt === undefined;
          if (isStopped && isRunning()) controller.stopServiceDeployment({ serviceDeploymentArn });
          await end();
          await clock.advance(300_000);

          const primary = controller.controls.primaryRevisionArn() ?? '';
          expect(countOf(controller, primary)).toBe(changes.at(-1)?.count);
          const counts = only(events, 'tasks-changed');
          expect(counts.filter((each) => each.pendingTaskCount < 0 || each.runningTaskCount < 0)).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });
});

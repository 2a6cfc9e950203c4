import { describe, expect, test } from 'vitest';
import type { DeploymentConfigurationInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import { taskLimits } from '../../../src/controller/play/rolling.ts';
import { inMemoryBackend } from '../../../src/controller/state/backend.ts';
import { hookableStages } from '../../../src/hook/target.ts';
import { answering, hookAt, newService, only, runningService, stagesOf, version } from '../play.ts';

const rolling: DeploymentConfigurationInput = { strategy: 'ROLLING' };

/** How many healthy tasks old and new revisions have after each change, without repeats. */
function tasksOf(events: readonly ControllerEvent[], blue: string, before: number): string[] {
  let [old, fresh] = [before, 0];
  const seen = [`${old}+${fresh}`];
  for (const { serviceRevisionArn, runningTaskCount } of only(events, 'tasks-changed')) {
    if (serviceRevisionArn === blue) old = runningTaskCount;
    else fresh = runningTaskCount;
    if (seen.at(-1) !== `${old}+${fresh}`) seen.push(`${old}+${fresh}`);
  }
  return seen;
}

async function rolled(configuration: DeploymentConfigurationInput, desiredCount: number) {
  const played = await runningService({
    service: { desiredCount },
    configuration: { ...rolling, ...configuration },
  });
  const blue = played.controller.controls.primaryRevisionArn() ?? '';
  const deployment = await played.controller.deploy(version(2));
  return { ...played, deployment, tasks: tasksOf(played.events, blue, desiredCount) };
}

describe('a rolling deployment', () => {
  test('B-82 starts all new tasks next to the old ones by default', async () => {
    const { tasks, deployment } = await rolled({}, 3);

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(tasks).toEqual(['3+0', '3+1', '3+2', '3+3', '0+3']);
  });

  test.each([
    { minimumHealthyPercent: 100, maximumPercent: 150, tasks: '4+0 4+1 4+2 2+2 2+3 2+4 0+4' },
    { minimumHealthyPercent: 50, maximumPercent: 100, tasks: '4+0 2+0 2+1 2+2 0+2 0+3 0+4' },
    { minimumHealthyPercent: 0, maximumPercent: 100, tasks: '4+0 0+0 0+1 0+2 0+3 0+4' },
    { minimumHealthyPercent: 75, maximumPercent: 125, tasks: '4+0 4+1 2+1 2+2 2+3 0+3 0+4' },
  ])('B-82 goes in batches between $minimumHealthyPercent and $maximumPercent percent', async (row) => {
    const { tasks, ...limits } = row;

    expect((await rolled(limits, 4)).tasks).toEqual(tasks.split(' '));
  });

  test('B-82 lets the backend end the tasks of each batch', async () => {
    const ended: number[] = [];
    const { controller } = await runningService({
      backend: {
        ...inMemoryBackend(),
        scaleDown: async (_revision, count) => void ended.push(count),
        terminate: async () => void ended.push(0),
      },
      configuration: { strategy: 'ROLLING', minimumHealthyPercent: 100, maximumPercent: 134 },
    });

    await controller.deploy(version(2));

    expect(ended).toEqual([2, 1, 0]);
  });

  test('B-82 rounds the maximum of tasks down and the minimum of healthy ones up', () => {
    expect(taskLimits({}, 10)).toEqual({ min: 10, max: 20 });
    expect(taskLimits({ minimumHealthyPercent: 50, maximumPercent: 150 }, 3)).toEqual({ min: 2, max: 4 });
    expect(taskLimits({}, 100)).toEqual({ min: 100, max: 200 });
  });

  test('B-83 makes no progress if its limits leave no room, and rolls back after 24 hours', async () => {
    const { tasks, deployment } = await rolled({ minimumHealthyPercent: 100, maximumPercent: 100 }, 3);

    expect(tasks).toEqual(['3+0']);
    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because SCALE_UP took longer than 24 hours.',
    });
  });

  test.each([
    { rollingHooks: 'pre-scale-up', called: ['PRE_SCALE_UP'] },
    { rollingHooks: 'around-scale-up', called: ['PRE_SCALE_UP', 'POST_SCALE_UP'] },
  ] as const)('B-84 calls the hooks of $called and of no other stage', async ({ rollingHooks, called }) => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      switches: { rollingHooks },
      configuration: { ...rolling, lifecycleHooks: [hookAt(hookableStages)] },
    });

    await controller.deploy(version(2));

    expect(hook.calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual(called);
    expect(hook.calls[0]?.executionDetails).toMatchObject({ testTrafficWeights: {}, productionTrafficWeights: {} });
  });

  test('B-84 reports no lifecycleStage, but observers still see its stages', async () => {
    const { deployment, events } = await rolled({}, 3);

    expect(deployment).not.toHaveProperty('lifecycleStage');
    expect(stagesOf(events)).toEqual(['PRE_SCALE_UP', 'SCALE_UP', 'BAKE_TIME', 'CLEAN_UP']);
  });

  test('B-85 stays in the target group, and traffic is divided by the number of tasks', async () => {
    const { controller, events, deployment } = await rolled({ minimumHealthyPercent: 100, maximumPercent: 134 }, 3);
    const blue = deployment.sourceServiceRevisions[0]?.arn ?? '';
    const green = deployment.targetServiceRevision.arn;

    const production = only(events, 'weights-changed').filter(({ listener }) => listener === 'production');
    expect(production.map(({ weights }) => [weights[green] ?? 0, weights[blue] ?? 0])).toEqual([
      [25, 75],
      [33.3, 66.7],
      [50, 50],
      [66.7, 33.3],
      [75, 25],
      [100, 0],
    ]);
    expect(controller.controls.trafficWeights().test).toEqual({});
    const first = await runningService({ configuration: rolling });
    const targetGroup = () =>
      first.controller.describeServiceRevision(first.controller.controls.primaryRevisionArn() ?? '')
        .resolvedConfiguration?.loadBalancers[0]?.targetGroupArn;
    const before = targetGroup();
    await first.controller.deploy(version(2));
    expect(targetGroup()).toBe(before);
  });

  test.each(['PRE_SCALE_UP', 'BAKE_TIME'] as const)(
    'B-86 gives blue all its tasks again when it is stopped at %s, and calls no hook for that',
    async (stage) => {
      const hook = answering({ hookStatus: 'SUCCEEDED' });
      const { controller, events } = await runningService({
        functions: () => hook.handler,
        configuration: { ...rolling, bakeTimeInMinutes: 5, lifecycleHooks: [hookAt(hookableStages)] },
        watch: (event, played) => {
          if (event.type !== 'stage-entered' || event.stage !== stage) return;
          const serviceDeploymentArn = event.serviceDeploymentArn ?? '';
          played.controller.stopServiceDeployment({ serviceDeploymentArn });
        },
      });

      const deployment = await controller.deploy(version(2));

      expect(deployment).toMatchObject({
        status: 'ROLLBACK_SUCCESSFUL',
        sourceServiceRevisions: [{ runningTaskCount: 3, requestedProductionTrafficWeight: 100 }],
        targetServiceRevision: { runningTaskCount: 0, requestedProductionTrafficWeight: 0 },
      });
      expect(only(events, 'hook-called').filter(({ isRollback }) => isRollback)).toEqual([]);
    },
  );

  test('B-86 never has fewer healthy tasks than it may, not even on the way back', async () => {
    const { controller, clock, events } = await runningService({
      service: { desiredCount: 4 },
      configuration: { ...rolling, minimumHealthyPercent: 75, maximumPercent: 125 },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(50_000);

    controller.stopServiceDeployment({ serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);

    const tasks = tasksOf(events, blue, 4);
    expect(tasks.at(-1)).toBe('4+0');
    expect(tasks).toContain('2+1');
    // With 4 desired tasks, 75 percent are 3.
    const together = tasks.map((counts) => counts.split('+').reduce((sum, count) => sum + Number(count), 0));
    expect(Math.min(...together)).toBe(3);
    expect(Math.max(...together)).toBe(5);
  });

  test('B-87 first removes what a replaced deployment left, without RECONCILE_SERVICE', async () => {
    const { controller, clock, events } = await runningService({
      service: { desiredCount: 4 },
      configuration: { ...rolling, minimumHealthyPercent: 100, maximumPercent: 150 },
    });
    const first = controller.startDeployment(version(2));
    await clock.advance(26_000);
    events.length = 0;

    const deployment = await controller.deploy(version(3));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(stagesOf(events)).not.toContain('RECONCILE_SERVICE');
    const ended = only(events, 'tasks-changed').filter(({ requestedTaskCount }) => requestedTaskCount === 0);
    expect(ended[0]?.serviceRevisionArn).toBe(first.serviceRevisionArn);
    expect(deployment.sourceServiceRevisions.map(({ runningTaskCount }) => runningTaskCount)).toEqual([0, 0]);
  });

  test('B-87 leaves it to the RECONCILE_SERVICE of another strategy to give blue all its tasks again', async () => {
    const { controller, clock } = await runningService({
      configuration: { ...rolling, minimumHealthyPercent: 34, maximumPercent: 100 },
    });
    controller.startDeployment(version(2));
    await clock.advance(21_000);

    const { serviceDeploymentArn } = controller.startDeployment({
      ...version(3),
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 5 },
    });
    await clock.advance(120_000);

    const [blue, replaced] = controller.describeServiceDeployment(serviceDeploymentArn).sourceServiceRevisions;
    expect(blue).toMatchObject({ runningTaskCount: 3 });
    expect(replaced).toMatchObject({ runningTaskCount: 0 });
    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('B-87 restores blue when the replaced deployment had ended all of its tasks', async () => {
    const { controller, clock } = await runningService({ configuration: { ...rolling, bakeTimeInMinutes: 60 } });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    controller.startDeployment(version(2));
    await clock.advance(30 * 60_000);
    expect(controller.controls.trafficWeights().production[blue]).toBeUndefined();

    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment({
      ...version(3),
      deploymentConfiguration: { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 20 } },
    });
    await clock.advance(3 * 60_000);

    expect(controller.controls.trafficWeights().production).toEqual({ [serviceRevisionArn]: 20, [blue]: 80 });
    const { sourceServiceRevisions } = controller.describeServiceDeployment(serviceDeploymentArn);
    expect(sourceServiceRevisions[0]).toMatchObject({ arn: blue, runningTaskCount: 3 });
  });

  test('can be the first deployment of a service', async () => {
    const { controller } = newService({ configuration: rolling });

    const deployment = await controller.deploy(version(1));

    expect(deployment).toMatchObject({
      status: 'SUCCESSFUL',
      targetServiceRevision: { runningTaskCount: 3, requestedProductionTrafficWeight: 100 },
    });
  });
});

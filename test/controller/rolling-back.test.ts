import { describe, expect, test } from 'vitest';
import { inMemoryBackend } from '../../src/controller/state/backend.ts';
import { hookableStages } from '../../src/hook/target.ts';
import {
  answering,
  hookArn,
  hookAt,
  newService,
  only,
  type PlayOptions,
  runningService,
  secondsBetween,
  stagesOf,
  statusesOf,
  version,
} from './play.ts';

const fails = { hookStatus: 'FAILED' };
const succeeds = { hookStatus: 'SUCCEEDED' };
const shiftStages = ['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'] as const;

/** Deploys version 2 with a gate at POST_SCALE_UP that answers FAILED, and a watcher at both shift stages. */
async function rollBackEarly(options: PlayOptions = {}) {
  const watcher = answering(succeeds);
  const played = await runningService({
    functions: () => (event, context) =>
      event.lifecycleStage === 'POST_SCALE_UP' ? fails : watcher.handler(event, context),
    ...options,
    configuration: { lifecycleHooks: [hookAt(['POST_SCALE_UP', ...shiftStages])] },
  });
  const blue = played.controller.controls.primaryRevisionArn() ?? '';
  const deployment = await played.controller.deploy(version(2));
  return { ...played, deployment, blue, green: deployment.targetServiceRevision.arn, calls: watcher.calls };
}

/** Deploys version 2 with a gate at POST_PRODUCTION_TRAFFIC_SHIFT that answers FAILED; the shift stages answer as configured. */
async function rollBackLate(answers: readonly unknown[], options: PlayOptions = {}) {
  const watcher = answering(...answers);
  const played = await runningService({
    functions: () => (event, context) =>
      event.lifecycleStage === 'POST_PRODUCTION_TRAFFIC_SHIFT' ? fails : watcher.handler(event, context),
    ...options,
    configuration: { lifecycleHooks: [hookAt(['POST_PRODUCTION_TRAFFIC_SHIFT', ...shiftStages])] },
  });
  const blue = played.controller.controls.primaryRevisionArn() ?? '';
  const deployment = await played.controller.deploy(version(2));
  return { ...played, deployment, blue, green: deployment.targetServiceRevision.arn, calls: watcher.calls };
}

describe('a rollback', () => {
  test.each(hookableStages.filter((stage) => stage !== 'RECONCILE_SERVICE'))(
    'B-39 out of %s ends as ROLLBACK_SUCCESSFUL with its reason',
    async (stage) => {
      const hook = answering(fails, succeeds);
      const { controller, events } = await runningService({
        functions: () => hook.handler,
        configuration: { lifecycleHooks: [hookAt(stage)] },
      });
      const blue = controller.controls.primaryRevisionArn() ?? '';

      const deployment = await controller.deploy(version(2));

      const reason = `Service deployment rolled back because ${stage} lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status.`;
      expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']);
      expect(deployment).toMatchObject({ statusReason: reason, rollback: { reason, serviceRevisionArn: blue } });
      expect(controller.controls.trafficWeights().production[blue]).toBe(100);
    },
  );

  test('B-40 calls the hooks of both shift stages again with green 0 and blue 100, and no others', async () => {
    const hook = answering(succeeds, succeeds, succeeds, succeeds, succeeds, succeeds, fails, succeeds);
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(hookableStages)] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';

    const { targetServiceRevision } = await controller.deploy(version(2));

    const green = targetServiceRevision.arn;
    const again = hook.calls
      .slice(7)
      .map(({ lifecycleStage, executionDetails }) => ({ lifecycleStage, ...executionDetails }));
    expect(hook.calls[6]?.lifecycleStage).toBe('POST_PRODUCTION_TRAFFIC_SHIFT');
    expect(again).toMatchObject([
      {
        lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
        targetServiceRevisionArn: green,
        testTrafficWeights: {},
        productionTrafficWeights: { [green]: 0, [blue]: 100 },
      },
      {
        lifecycleStage: 'TEST_TRAFFIC_SHIFT',
        targetServiceRevisionArn: green,
        testTrafficWeights: { [green]: 0, [blue]: 100 },
        productionTrafficWeights: {},
      },
    ]);
  });

  test('B-41 moves production back before the test listener', async () => {
    const { events, blue } = await rollBackLate([succeeds]);

    const back = only(events, 'weights-changed').filter(({ weights }) => weights[blue] === 100);
    expect(back.map(({ listener }) => listener)).toEqual(['production', 'test']);
    expect(stagesOf(events).slice(-2)).toEqual(['← PRODUCTION_TRAFFIC_SHIFT', '← TEST_TRAFFIC_SHIFT']);
  });

  test('B-42 calls PRODUCTION_TRAFFIC_SHIFT even if production never moved', async () => {
    const { calls, blue, green } = await rollBackEarly();

    expect(calls[0]).toMatchObject({
      lifecycleStage: 'PRODUCTION_TRAFFIC_SHIFT',
      executionDetails: { productionTrafficWeights: { [green]: 0, [blue]: 100 } },
    });
  });

  test('B-42 skips PRODUCTION_TRAFFIC_SHIFT if production never moved and a switch says so', async () => {
    const { calls, deployment, events } = await rollBackEarly({ switches: { rollbackProductionHooks: 'if-shifted' } });

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual(['TEST_TRAFFIC_SHIFT']);
    expect(stagesOf(events).filter((stage) => stage.startsWith('←'))).toEqual(['← TEST_TRAFFIC_SHIFT']);
  });

  test('B-42 calls PRODUCTION_TRAFFIC_SHIFT if production has moved, no matter what the switch says', async () => {
    const { calls } = await rollBackLate([succeeds], { switches: { rollbackProductionHooks: 'if-shifted' } });

    expect(calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual([
      'TEST_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'TEST_TRAFFIC_SHIFT',
    ]);
  });

  test.each([
    { rollbackTestHooks: 'always', early: 1, late: 2 },
    { rollbackTestHooks: 'if-shifted', early: 0, late: 2 },
    { rollbackTestHooks: 'never', early: 0, late: 1 },
  ] as const)(
    'B-43 calls TEST_TRAFFIC_SHIFT $rollbackTestHooks if a switch says so',
    async ({ rollbackTestHooks, early, late }) => {
      const count = ({ calls }: Awaited<ReturnType<typeof rollBackEarly>>) =>
        calls.filter(({ lifecycleStage }) => lifecycleStage === 'TEST_TRAFFIC_SHIFT').length;

      expect(count(await rollBackEarly({ switches: { rollbackTestHooks } }))).toBe(early);
      expect(count(await rollBackLate([succeeds], { switches: { rollbackTestHooks } }))).toBe(late);
    },
  );

  test('B-43 does not call TEST_TRAFFIC_SHIFT for a test listener that has nothing behind it since a rolling deployment', async () => {
    const hook = answering(fails);
    const { controller } = await runningService({
      functions: () => hook.handler,
      switches: { rollbackTestHooks: 'if-shifted', rollbackProductionHooks: 'if-shifted' },
      configuration: { strategy: 'ROLLING' },
    });
    await controller.deploy(version(2));
    const lifecycleHooks = [hookAt(['PRE_SCALE_UP', ...shiftStages])];

    await controller.deploy({
      ...version(3),
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0, lifecycleHooks },
    });

    expect(hook.calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual(['PRE_SCALE_UP']);
  });

  test('B-43 moves the test listener back even if no hook is called for it', async () => {
    const { controller, blue, green } = await rollBackLate([succeeds], { switches: { rollbackTestHooks: 'never' } });

    expect(controller.controls.trafficWeights().test).toEqual({ [green]: 0, [blue]: 100 });
  });

  test('B-43 shows no test weights at TEST_TRAFFIC_SHIFT if a switch says so', async () => {
    const { calls } = await rollBackEarly({ switches: { rollbackTestWeights: 'empty' } });

    expect(calls[1]).toMatchObject({
      lifecycleStage: 'TEST_TRAFFIC_SHIFT',
      executionDetails: { testTrafficWeights: {} },
    });
  });

  test('B-44 keeps green in production until a slow hook has answered', async () => {
    const { deployment, events, blue } = await rollBackLate([
      succeeds,
      succeeds,
      { hookStatus: 'IN_PROGRESS', callBackDelay: 300 },
      succeeds,
    ]);

    const back = only(events, 'weights-changed').find(
      ({ listener, weights }) => listener === 'production' && weights[blue] === 100,
    );
    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(secondsBetween(deployment.rollback?.startedAt, back?.at)).toBe(300);
  });

  test('B-44 moves production back at once if a switch says so', async () => {
    const { deployment, events, blue } = await rollBackLate(
      [succeeds, succeeds, { hookStatus: 'IN_PROGRESS', callBackDelay: 300 }, succeeds],
      { switches: { rollbackTrafficMoves: 'before-hooks' } },
    );

    const back = only(events, 'weights-changed').find(
      ({ listener, weights }) => listener === 'production' && weights[blue] === 100,
    );
    expect(secondsBetween(deployment.rollback?.startedAt, back?.at)).toBe(0);
  });

  test.each([
    { switches: {}, seen: { n: 1 } },
    { switches: { rollbackHookDetails: 'kept' }, seen: { n: 1 } },
    { switches: { rollbackHookDetails: 'configured' }, seen: { n: 0 } },
  ] as const)('B-45 gives its hooks the hookDetails $seen with $switches', async ({ switches, seen }) => {
    const hook = answering({ hookStatus: 'IN_PROGRESS', hookDetails: { n: 1 } }, fails, succeeds);
    const { controller } = await runningService({
      functions: () => hook.handler,
      switches,
      configuration: { lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT', { hookDetails: { n: 0 } })] },
    });

    await controller.deploy(version(2));

    expect(hook.calls.map(({ hookDetails }) => hookDetails)).toEqual([{ n: 0 }, { n: 1 }, seen]);
  });

  test('B-46 ends as ROLLBACK_FAILED when one of its hooks fails, and leaves everything as it is', async () => {
    const { controller, deployment, blue, green, events } = await rollBackLate([succeeds, succeeds, fails]);

    expect(deployment.status).toBe('ROLLBACK_FAILED');
    expect(deployment.statusReason).toBe(
      `Service deployment rollback failed because PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status.`,
    );
    expect(deployment.rollback?.reason).toContain('POST_PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed.');
    expect(controller.controls.trafficWeights().production).toEqual({ [green]: 100, [blue]: 0 });
    expect(controller.controls.primaryRevisionArn()).toBe(blue);
    expect(deployment.targetServiceRevision.runningTaskCount).toBe(3);
    expect(statusesOf(events).at(-1)).toBe('ROLLBACK_FAILED');
  });

  test('B-46 ends as ROLLBACK_FAILED when one of its hooks does not finish in time', async () => {
    const dawdles = { hookStatus: 'IN_PROGRESS', callBackDelay: 3600 };
    const { deployment } = await rollBackLate([succeeds, succeeds, dawdles]);

    expect(deployment.status).toBe('ROLLBACK_FAILED');
    expect(secondsBetween(deployment.rollback?.startedAt, deployment.finishedAt)).toBe(24 * 3600);
  });

  test('B-47 leaves blue with all the traffic and no green task', async () => {
    const { controller, deployment, blue, green } = await rollBackLate([succeeds]);

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(controller.controls.trafficWeights()).toEqual({
      test: { [green]: 0, [blue]: 100 },
      production: { [green]: 0, [blue]: 100 },
    });
    expect(deployment.targetServiceRevision).toMatchObject({ runningTaskCount: 0, requestedTaskCount: 0 });
    expect(deployment.sourceServiceRevisions).toMatchObject([{ arn: blue, runningTaskCount: 3 }]);
    expect(controller.controls.primaryRevisionArn()).toBe(blue);
  });

  test('B-48 out of CLEAN_UP starts blue again before production goes back', async () => {
    const { controller, events } = await runningService({
      backend: inMemoryBackend({ terminateSeconds: 60 }),
      watch: (event, { controller, clock }) => {
        if (event.type !== 'stage-entered' || event.stage !== 'CLEAN_UP' || !event.serviceDeploymentArn) return;
        const { serviceDeploymentArn } = event;
        void clock.sleep(30_000).then(() => controller.stopServiceDeployment({ serviceDeploymentArn }));
      },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.sourceServiceRevisions).toMatchObject([{ arn: blue, runningTaskCount: 3 }]);
    const lastBlueTask = events.findLastIndex(
      (event) => event.type === 'tasks-changed' && event.serviceRevisionArn === blue,
    );
    const back = events.findIndex((event) => event.type === 'weights-changed' && event.weights[blue] === 100);
    expect(back).toBeGreaterThan(lastBlueTask);
  });

  test('B-49 of a first deployment has nothing to go back to', async () => {
    const hook = answering(succeeds, fails);
    const { controller, events } = newService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'])] },
    });

    const deployment = await controller.deploy(version(1));

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'No rollback candidate was found to run the rollback.',
      rollback: {
        reason: `Service deployment rolled back because POST_PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status.`,
      },
    });
    expect(deployment.rollback).not.toHaveProperty('serviceRevisionArn');
    expect(hook.calls).toHaveLength(2);
    expect(controller.controls.primaryRevisionArn()).toBeUndefined();
    expect(controller.controls.trafficWeights()).toEqual({ test: {}, production: {} });
    expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_FAILED']);
  });

  test('B-49 of a first deployment makes the next one the first again', async () => {
    const hook = answering(fails, succeeds);
    const { controller } = newService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP')] },
    });
    await controller.deploy(version(1));

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', sourceServiceRevisions: [] });
  });

  test('B-50 follows when ECS cannot move a listener, with the same reason that hooks get', async () => {
    const refusal =
      'User: arn:aws:sts::123456789012:assumed-role/elb/ECSNetworkingWithELB is not authorized to perform: elasticloadbalancing:ModifyListener';
    const { controller } = await runningService({
      backend: {
        ...inMemoryBackend(),
        shiftTestTraffic: async (weights) => {
          if (Object.keys(weights).length > 1) throw new Error(refusal);
        },
      },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment.statusReason).toBe(
      `Service deployment rolled back because TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ${refusal}`,
    );
  });

  test('B-50 follows when green does not become healthy', async () => {
    let scaleUps = 0;
    const memory = inMemoryBackend();
    const { controller } = await runningService({
      backend: {
        ...memory,
        scaleUp: (...call) =>
          ++scaleUps === 2 ? Promise.reject(new Error('tasks failed to start')) : memory.scaleUp(...call),
      },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: 'Service deployment rolled back because SCALE_UP lifecycle hook(s) failed. tasks failed to start',
    });
  });

  test('B-50 ends as ROLLBACK_FAILED when ECS cannot give blue its tasks again', async () => {
    const memory = inMemoryBackend();
    let starts = 0;
    const { controller } = await runningService({
      backend: {
        ...memory,
        scaleUp: (...call) => (++starts === 3 ? Promise.reject(new Error('no capacity')) : memory.scaleUp(...call)),
      },
      configuration: { strategy: 'ROLLING', bakeTimeInMinutes: 5 },
      watch: ({ type, ...event }, { controller }) => {
        if (type !== 'stage-entered' || !('stage' in event) || event.stage !== 'BAKE_TIME') return;
        controller.stopServiceDeployment({ serviceDeploymentArn: event.serviceDeploymentArn ?? '' });
      },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason: 'Service deployment rollback failed because SCALE_UP lifecycle hook(s) failed. no capacity',
    });
  });

  test.each([
    ['green', runningService],
    ['the first revision', newService],
  ] as const)('B-50 ends as ROLLBACK_FAILED when ECS cannot end the tasks of %s', async (_whose, service) => {
    const { controller } = await service({
      functions: () => () => fails,
      backend: { ...inMemoryBackend(), terminate: () => Promise.reject(new Error('the tasks do not end')) },
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason:
        'Service deployment rollback failed because CLEAN_UP lifecycle hook(s) failed. the tasks do not end',
    });
  });

  test('B-50 ends as ROLLBACK_FAILED when ECS cannot move production back', async () => {
    let moves = 0;
    const { controller } = await runningService({
      functions: () => () => fails,
      backend: {
        ...inMemoryBackend(),
        shiftProductionTraffic: async () => {
          if (++moves === 3) throw new Error('the listener is gone');
        },
      },
      configuration: { lifecycleHooks: [hookAt('POST_PRODUCTION_TRAFFIC_SHIFT')] },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_FAILED',
      statusReason:
        'Service deployment rollback failed because PRODUCTION_TRAFFIC_SHIFT lifecycle hook(s) failed. the listener is gone',
    });
  });
});

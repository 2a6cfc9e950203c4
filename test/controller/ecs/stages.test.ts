import { describe, expect, test } from 'vitest';
import { lifecycleStages } from '../../../src/controller/ecs/stages.ts';
import { hookableStages } from '../../../src/hook/target.ts';
import {
  answering,
  hookAt,
  newService,
  only,
  runningService,
  secondsBetween,
  stagesOf,
  statusesOf,
  version,
} from '../play.ts';

describe('a blue/green deployment', () => {
  test('B-01 goes through the stages in their order', async () => {
    const { controller, events } = await runningService();

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(stagesOf(events)).toEqual([
      'PRE_SCALE_UP',
      'SCALE_UP',
      'POST_SCALE_UP',
      'TEST_TRAFFIC_SHIFT',
      'POST_TEST_TRAFFIC_SHIFT',
      'PRE_PRODUCTION_TRAFFIC_SHIFT',
      'PRODUCTION_TRAFFIC_SHIFT',
      'POST_PRODUCTION_TRAFFIC_SHIFT',
      'BAKE_TIME',
      'CLEAN_UP',
    ]);
  });

  test('B-01 leaves every stage that it has entered before it enters the next', async () => {
    const { controller, events } = await runningService();

    await controller.deploy(version(2));

    const turns = events.filter((event) => event.type === 'stage-entered' || event.type === 'stage-left');
    expect(turns.filter((_, index) => index % 2 === 0).every(({ type }) => type === 'stage-entered')).toBe(true);
    expect(only(events, 'stage-left').map(({ stage }) => stage)).toEqual(stagesOf(events));
    expect(only(events, 'stage-left').every(({ outcome }) => outcome === 'succeeded')).toBe(true);
  });

  test('B-02 begins with RECONCILE_SERVICE when two revisions are active, and leaves only blue and green', async () => {
    const failsInRollback = answering({ hookStatus: 'FAILED' });
    const { controller, events } = await runningService({
      functions: () => failsInRollback.handler,
      configuration: { lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const left = await controller.deploy(version(2));
    expect(left.status).toBe('ROLLBACK_FAILED');
    expect(controller.controls.trafficWeights().production).toEqual({
      [blue]: 0,
      [left.targetServiceRevision.arn]: 100,
    });
    controller.updateDeploymentConfiguration({ lifecycleHooks: [] });
    events.length = 0;

    const deployment = await controller.deploy(version(3));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(stagesOf(events).slice(0, 2)).toEqual(['RECONCILE_SERVICE', 'PRE_SCALE_UP']);
    expect(deployment.sourceServiceRevisions.map(({ arn }) => arn)).toEqual([blue, left.targetServiceRevision.arn]);
    expect(only(events, 'weights-changed')[0]).toMatchObject({ listener: 'production', weights: { [blue]: 100 } });
    expect(only(events, 'tasks-changed')[0]).toMatchObject({
      serviceRevisionArn: left.targetServiceRevision.arn,
      runningTaskCount: 0,
    });
  });

  test('B-03 is PENDING, then IN_PROGRESS, then SUCCESSFUL', async () => {
    const { controller, events } = await runningService();

    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    expect(controller.describeServiceDeployment(serviceDeploymentArn)).toMatchObject({ status: 'PENDING' });
    expect(controller.describeServiceDeployment(serviceDeploymentArn)).not.toHaveProperty('startedAt');
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'SUCCESSFUL']);
  });

  test('B-04 scales green up to the desired count while blue keeps its tasks', async () => {
    const { controller, events } = await runningService({ service: { desiredCount: 2 } });
    const blue = controller.controls.primaryRevisionArn();

    const { targetServiceRevision } = await controller.deploy(version(2));

    const untilCleanUp = only(events, 'tasks-changed').filter((event) => event.serviceRevisionArn !== blue);
    expect(untilCleanUp.map(({ runningTaskCount, pendingTaskCount }) => [runningTaskCount, pendingTaskCount])).toEqual([
      [0, 2],
      [1, 1],
      [2, 0],
    ]);
    expect(untilCleanUp.every((event) => event.serviceRevisionArn === targetServiceRevision.arn)).toBe(true);
    const [scaleUp] = only(events, 'stage-left').filter(({ stage }) => stage === 'SCALE_UP');
    expect(scaleUp?.seconds).toBe(25);
  });

  test('B-05 moves the test listener at TEST_TRAFFIC_SHIFT and production at PRODUCTION_TRAFFIC_SHIFT, and never earlier', async () => {
    const { controller, events } = await runningService();
    const blue = controller.controls.primaryRevisionArn() ?? '';

    const { targetServiceRevision } = await controller.deploy(version(2));

    const green = targetServiceRevision.arn;
    const moves = events.flatMap((event, index) => {
      if (event.type !== 'weights-changed') return [];
      const stage = stagesOf(events.slice(0, index)).at(-1);
      return [{ listener: event.listener, stage, weights: event.weights }];
    });
    expect(moves).toEqual([
      { listener: 'test', stage: 'TEST_TRAFFIC_SHIFT', weights: { [green]: 100, [blue]: 0 } },
      { listener: 'production', stage: 'PRODUCTION_TRAFFIC_SHIFT', weights: { [green]: 100, [blue]: 0 } },
    ]);
  });

  test.each([
    { listener: 'test', stage: 'TEST_TRAFFIC_SHIFT', moves: 'after-hooks', seen: 0 },
    { listener: 'test', stage: 'TEST_TRAFFIC_SHIFT', moves: 'before-hooks', seen: 100 },
    { listener: 'production', stage: 'PRODUCTION_TRAFFIC_SHIFT', moves: 'before-hooks', seen: 100 },
    { listener: 'production', stage: 'PRODUCTION_TRAFFIC_SHIFT', moves: 'after-hooks', seen: 0 },
  ] as const)(
    'B-06 moves the $listener listener $moves if a switch says so',
    async ({ listener, stage, moves, seen }) => {
      let green = '';
      const weights: number[] = [];
      const { controller } = await runningService({
        switches: { [`${listener}TrafficMoves`]: moves },
        functions: () => () => {
          weights.push(controller.controls.trafficWeights()[listener][green] ?? 0);
          return { hookStatus: 'SUCCEEDED' };
        },
        configuration: { lifecycleHooks: [hookAt(stage)] },
      });

      green = controller.startDeployment(version(2)).serviceRevisionArn;
      await controller.waitForDeployment(controller.listServiceDeployments()[0]?.serviceDeploymentArn ?? '');

      expect(weights).toEqual([seen]);
    },
  );

  test('B-06 moves test traffic after the hooks and production before them unless a switch says otherwise', async () => {
    const { controller, events } = await runningService({
      configuration: { lifecycleHooks: [hookAt(['TEST_TRAFFIC_SHIFT', 'PRODUCTION_TRAFFIC_SHIFT'])] },
    });

    await controller.deploy(version(2));

    const order = events.flatMap(({ type }) => (type === 'hook-called' || type === 'weights-changed' ? [type] : []));
    expect(order).toEqual(['hook-called', 'weights-changed', 'weights-changed', 'hook-called']);
  });

  test('B-07 bakes for bakeTimeInMinutes with both revisions running', async () => {
    const running: number[] = [];
    const { controller, clock, events } = await runningService({ configuration: { bakeTimeInMinutes: 90 } });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    const lookAfter = clock.sleep(60 * 60_000).then(() => {
      const { sourceServiceRevisions, targetServiceRevision, lifecycleStage } =
        controller.describeServiceDeployment(serviceDeploymentArn);
      expect(lifecycleStage).toBe('BAKE_TIME');
      running.push(...sourceServiceRevisions.map(({ runningTaskCount }) => runningTaskCount));
      running.push(targetServiceRevision.runningTaskCount);
    });

    await controller.waitForDeployment(serviceDeploymentArn);
    await lookAfter;

    expect(running).toEqual([3, 3]);
    expect(only(events, 'stage-left').find(({ stage }) => stage === 'BAKE_TIME')?.seconds).toBe(5400);
  });

  test('B-08 ends blue in CLEAN_UP and makes green the primary', async () => {
    const { controller, events } = await runningService();
    const blue = controller.controls.primaryRevisionArn();

    const deployment = await controller.deploy(version(2));

    expect(deployment.sourceServiceRevisions).toMatchObject([
      { arn: blue, runningTaskCount: 0, requestedTaskCount: 0 },
    ]);
    expect(deployment.targetServiceRevision).toMatchObject({
      runningTaskCount: 3,
      requestedProductionTrafficWeight: 100,
    });
    expect(controller.controls.primaryRevisionArn()).toBe(deployment.targetServiceRevision.arn);
    const cleanUp = events.findIndex((event) => event.type === 'stage-entered' && event.stage === 'CLEAN_UP');
    expect(events[cleanUp + 1]).toMatchObject({ type: 'tasks-changed', serviceRevisionArn: blue, runningTaskCount: 0 });
  });

  test('B-09 alternates between the two target groups', async () => {
    const { controller } = newService();
    const groups: (string | undefined)[] = [];

    for (const number of [1, 2, 3]) {
      const { targetServiceRevision } = await controller.deploy(version(number));
      const { resolvedConfiguration } = controller.describeServiceRevision(targetServiceRevision.arn);
      groups.push(resolvedConfiguration?.loadBalancers[0]?.targetGroupArn);
    }

    expect(groups.map((group) => group?.split('/')[1])).toEqual(['my-service-1', 'my-service-2', 'my-service-1']);
  });

  test('B-09 gives the target group of a rolled-back revision to the next one', async () => {
    const { controller } = await runningService({
      functions: () => answering({ hookStatus: 'FAILED' }, { hookStatus: 'SUCCEEDED' }).handler,
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    await controller.deploy(version(2));
    controller.updateDeploymentConfiguration({ lifecycleHooks: [] });

    const { targetServiceRevision } = await controller.deploy(version(3));

    const { resolvedConfiguration } = controller.describeServiceRevision(targetServiceRevision.arn);
    expect(resolvedConfiguration?.loadBalancers[0]?.targetGroupArn).toContain('targetgroup/my-service-2/');
  });

  test.each([
    { switches: {}, seen: [false, true] },
    { switches: { resolvedConfiguration: 'from-scale-up' }, seen: [false, true] },
    { switches: { resolvedConfiguration: 'from-creation' }, seen: [true, true] },
  ] as const)(
    'B-10 shows resolvedConfiguration before and after SCALE_UP as $seen with $switches, and never after the end',
    async ({ switches, seen }) => {
      const found: boolean[] = [];
      const { controller } = await runningService({
        switches,
        functions: () => (event) => {
          const revision = controller.describeServiceRevision(event.executionDetails.targetServiceRevisionArn);
          found.push(revision.resolvedConfiguration !== undefined);
          return { hookStatus: 'SUCCEEDED' };
        },
        configuration: { lifecycleHooks: [hookAt(['PRE_SCALE_UP', 'POST_SCALE_UP'])] },
      });
      const blue = controller.controls.primaryRevisionArn() ?? '';

      await controller.deploy(version(2));

      expect(found).toEqual(seen);
      expect(controller.describeServiceRevision(blue)).not.toHaveProperty('resolvedConfiguration');
    },
  );

  test('B-11 rolls back a stage that takes 24 hours, even if its hook may continue without an answer', async () => {
    const { controller } = await runningService({
      functions: () => answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 600 }).handler,
      configuration: {
        lifecycleHooks: [
          hookAt('POST_SCALE_UP', { timeoutConfiguration: { timeoutInMinutes: 1440, action: 'CONTINUE' } }),
        ],
      },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.statusReason).toBe(
      'Service deployment rolled back because POST_SCALE_UP took longer than 24 hours.',
    );
    expect(secondsBetween(deployment.startedAt, deployment.rollback?.startedAt)).toBe(30 + 24 * 3600);
  });

  test('B-11 allows a bake time of 24 hours', async () => {
    const { controller } = await runningService({ configuration: { bakeTimeInMinutes: 1440 } });

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(secondsBetween(deployment.startedAt, deployment.finishedAt)).toBe(30 + 24 * 3600);
  });

  test('B-35 calls a hook at each of the eight stages that have hooks, and at no other', async () => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt(hookableStages)] },
    });

    await controller.deploy(version(2));

    const called = hook.calls.map(({ lifecycleStage }) => lifecycleStage);
    expect(called).toEqual(
      lifecycleStages.filter((stage) => !['RECONCILE_SERVICE', 'SCALE_UP', 'BAKE_TIME', 'CLEAN_UP'].includes(stage)),
    );
  });
});

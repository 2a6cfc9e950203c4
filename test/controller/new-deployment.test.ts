import { describe, expect, test } from 'vitest';
import { inMemoryBackend } from '../../src/controller/state/backend.ts';
import { answering, hookAt, newService, only, runningService, stagesOf, statusesOf, version } from './play.ts';

describe('a new deployment while one runs', () => {
  test('B-56 stops the running one and starts with RECONCILE_SERVICE', async () => {
    const hook = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 30 }, { hookStatus: 'SUCCEEDED' });
    const { controller, clock, events } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const first = controller.startDeployment(version(2));
    await clock.advance(40_000);

    const second = controller.startDeployment(version(3));
    const deployment = await controller.waitForDeployment(second.serviceDeploymentArn);

    expect(statusesOf(events, first.serviceDeploymentArn)).toEqual([
      'PENDING',
      'IN_PROGRESS',
      'STOP_REQUESTED',
      'STOPPED',
    ]);
    const stopped = controller.describeServiceDeployment(first.serviceDeploymentArn);
    expect(stopped.statusReason).toBe(`Service deployment stopped because ${second.serviceDeploymentArn} replaced it.`);
    expect(stopped.stoppedAt).toEqual(new Date('2026-01-01T00:06:10.000Z'));
    expect(deployment.status).toBe('SUCCESSFUL');
    expect(deployment.sourceServiceRevisions.map(({ arn }) => arn)).toEqual([blue, first.serviceRevisionArn]);
    expect(deployment.sourceServiceRevisions.map(({ runningTaskCount }) => runningTaskCount)).toEqual([0, 0]);
    const stages = stagesOf(events.filter((event) => event.serviceDeploymentArn === second.serviceDeploymentArn));
    expect(stages[0]).toBe('RECONCILE_SERVICE');
    expect(hook.calls).toHaveLength(2);
    const production = only(events, 'weights-changed').filter(({ listener }) => listener === 'production');
    expect(production.map(({ weights }) => weights)).toEqual([
      { [deployment.targetServiceRevision.arn]: 100, [blue]: 0 },
    ]);
  });

  test('B-56 takes production back to the last successful revision if the running one had moved it', async () => {
    const { controller, clock, events } = await runningService({ configuration: { bakeTimeInMinutes: 60 } });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const first = controller.startDeployment(version(2));
    await clock.advance(30 * 60_000);
    expect(controller.controls.trafficWeights().production[first.serviceRevisionArn]).toBe(100);
    events.length = 0;

    await controller.deploy(version(3));

    expect(only(events, 'weights-changed').slice(0, 2)).toMatchObject([
      { listener: 'production', weights: { [blue]: 100 } },
      { listener: 'test', weights: { [blue]: 100 } },
    ]);
  });

  test('B-56 begins without RECONCILE_SERVICE if the running one had not scaled up yet', async () => {
    const { controller, events } = await runningService();
    controller.startDeployment(version(2));

    const deployment = await controller.deploy(version(3));

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', sourceServiceRevisions: [{ runningTaskCount: 0 }] });
    expect(stagesOf(events)).not.toContain('RECONCILE_SERVICE');
  });

  test('B-56 waits until a listener that is being moved has moved', async () => {
    const { controller, clock, events } = await runningService({ backend: inMemoryBackend({ shiftSeconds: 600 }) });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const first = controller.startDeployment(version(2));
    await clock.advance(15 * 60_000);

    const deployment = await controller.deploy(version(3));

    const production = only(events, 'weights-changed').filter(({ listener }) => listener === 'production');
    expect(production.map(({ weights }) => weights)).toEqual([
      { [first.serviceRevisionArn]: 100, [blue]: 0 },
      { [blue]: 100 },
      { [deployment.targetServiceRevision.arn]: 100, [blue]: 0 },
    ]);
  });

  test('B-56 stops a deployment after its stage has failed and before it rolls back', async () => {
    const { controller, events } = await runningService({
      functions: () => () => ({ hookStatus: 'FAILED' }),
      configuration: { lifecycleHooks: [hookAt('PRE_SCALE_UP')] },
      watch: (event, { controller }) => {
        if (event.type !== 'stage-left' || event.outcome !== 'failed') return;
        controller.startDeployment({ ...version(3), deploymentConfiguration: { lifecycleHooks: [] } });
      },
    });

    const first = await controller.deploy(version(2));

    expect(first).toMatchObject({ status: 'STOPPED' });
    expect(first).not.toHaveProperty('rollback');
    expect(only(events, 'hook-called')).toHaveLength(1);
    const [second] = controller.listServiceDeployments();
    expect(await controller.waitForDeployment(second?.serviceDeploymentArn ?? '')).toMatchObject({
      status: 'SUCCESSFUL',
    });
  });

  test('B-57 is refused as soon as an alarm rolls the running one back', async () => {
    const { controller, clock } = await runningService({
      configuration: { alarms: { alarmNames: ['shop-5xx'], enable: true, rollback: true } },
    });
    const first = controller.startDeployment(version(2));
    await clock.advance(60_000);

    controller.controls.setAlarmState('shop-5xx', 'ALARM');

    expect(() => controller.startDeployment(version(3))).toThrow(
      expect.objectContaining({ code: 'DEPLOYMENT_IN_PROGRESS' }),
    );
    expect(await controller.waitForDeployment(first.serviceDeploymentArn)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
    });
  });

  test('B-57 is refused if a switch says so, and the running one continues', async () => {
    const { controller, clock } = await runningService({ switches: { deploymentWhileRunning: 'refuse' } });
    const first = controller.startDeployment(version(2));
    await clock.advance(1000);

    expect(() => controller.startDeployment(version(3))).toThrow(
      expect.objectContaining({ code: 'DEPLOYMENT_IN_PROGRESS' }),
    );

    expect(await controller.waitForDeployment(first.serviceDeploymentArn)).toMatchObject({ status: 'SUCCESSFUL' });
    expect(controller.listServiceDeployments()).toHaveLength(2);
  });

  test('B-57 is refused while the running one rolls back', async () => {
    const hook = answering({ hookStatus: 'FAILED' }, { hookStatus: 'IN_PROGRESS' }, { hookStatus: 'SUCCEEDED' });
    const { controller, clock } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')] },
    });
    const first = controller.startDeployment(version(2));
    await clock.advance(40_000);
    expect(controller.describeServiceDeployment(first.serviceDeploymentArn).status).toBe('ROLLBACK_IN_PROGRESS');

    expect(() =>
      controller.startDeployment({ ...version(3), deploymentConfiguration: { bakeTimeInMinutes: 9 } }),
    ).toThrow(`${first.serviceDeploymentArn} is ROLLBACK_IN_PROGRESS; wait until it has ended`);

    expect(await controller.waitForDeployment(first.serviceDeploymentArn)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
    });
    const next = await controller.deploy(version(3));
    expect(next.deploymentConfiguration.bakeTimeInMinutes).toBe(5);
  });

  test('B-58 of a service that was never deployed leaves nothing of the running one', async () => {
    const { controller, clock, events } = newService();
    const first = controller.startDeployment(version(1));
    await clock.advance(60_000);

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', sourceServiceRevisions: [] });
    expect(stagesOf(events)).not.toContain('RECONCILE_SERVICE');
    expect(controller.describeServiceDeployment(first.serviceDeploymentArn)).toMatchObject({
      status: 'STOPPED',
      targetServiceRevision: { runningTaskCount: 0, requestedProductionTrafficWeight: 0 },
    });
  });

  test('B-58 reports it if the rest of the running one cannot be ended', async () => {
    const { controller, clock } = newService({
      backend: { ...inMemoryBackend(), terminate: () => Promise.reject(new Error('the tasks do not end')) },
    });
    const first = controller.startDeployment(version(1));
    await clock.advance(60_000);

    const second = controller.startDeployment(version(2));
    await controller.waitForDeployment(first.serviceDeploymentArn);

    expect(controller.describeServiceDeployment(first.serviceDeploymentArn)).toMatchObject({
      status: 'STOPPED',
      statusReason: `Service deployment stopped because ${second.serviceDeploymentArn} replaced it. the tasks do not end`,
    });
  });

  test('B-57 replaces one after the other if several are started at once', async () => {
    const { controller, events } = await runningService();
    const arns = [2, 3, 4].map((number) => controller.startDeployment(version(number)).serviceDeploymentArn);

    await controller.waitForDeployment(arns[2] ?? '');

    expect(arns.map((arn) => statusesOf(events, arn).at(-1))).toEqual(['STOPPED', 'STOPPED', 'SUCCESSFUL']);
  });
});

import { describe, expect, test } from 'vitest';
import { answering, hookArn, hookAt, only, runningService, statusesOf, version } from './play.ts';

const waits = { hookStatus: 'IN_PROGRESS', callBackDelay: 50 };

describe('the timeout of a hook', () => {
  test('B-36 rolls back after timeoutInMinutes', async () => {
    const { controller, events } = await runningService({
      functions: () => () => waits,
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP', { timeoutConfiguration: { timeoutInMinutes: 2 } })] },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.statusReason).toBe(
      `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target ${hookArn} timed out after 2 minutes.`,
    );
    expect(only(events, 'hook-finished')[0]).toMatchObject({ status: 'TIMED_OUT', attempt: 3 });
    expect(only(events, 'stage-left').find(({ stage }) => stage === 'POST_SCALE_UP')?.seconds).toBe(120);
  });

  test('B-36 is 1440 minutes with ROLLBACK unless configured', async () => {
    const { controller } = await runningService({ configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] } });

    const { deploymentConfiguration } = await controller.deploy(version(2));

    expect(deploymentConfiguration.lifecycleHooks[0]?.timeoutConfiguration).toEqual({
      timeoutInMinutes: 1440,
      action: 'ROLLBACK',
    });
  });

  test('B-36 starts again at each stage, with the first call of the hook', async () => {
    const hook = answering(waits, waits, { hookStatus: 'SUCCEEDED' }, waits, waits, { hookStatus: 'SUCCEEDED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: {
        lifecycleHooks: [hookAt(['PRE_SCALE_UP', 'POST_SCALE_UP'], { timeoutConfiguration: { timeoutInMinutes: 2 } })],
      },
    });

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });
    expect(hook.calls).toHaveLength(6);
  });

  test('B-37 with CONTINUE goes on to production although nobody has approved', async () => {
    const { controller, events } = await runningService({
      functions: () => () => waits,
      configuration: {
        lifecycleHooks: [
          hookAt('PRE_PRODUCTION_TRAFFIC_SHIFT', { timeoutConfiguration: { timeoutInMinutes: 2, action: 'CONTINUE' } }),
        ],
      },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(only(events, 'hook-finished')[0]).toMatchObject({ status: 'TIMED_OUT' });
  });
});

describe('a late answer', () => {
  test('B-38 is ignored after the timeout of the hook', async () => {
    const { controller, events } = await runningService({
      functions: () => ({ handler: () => ({ hookStatus: 'SUCCEEDED' }), takesSeconds: 200 }),
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP', { timeoutConfiguration: { timeoutInMinutes: 2 } })] },
    });

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(only(events, 'hook-answered')).toEqual([]);
  });

  test('B-38 is ignored after the deployment has begun to roll back', async () => {
    const { controller, events, clock } = await runningService({
      functions: () => ({ handler: () => ({ hookStatus: 'FAILED' }), takesSeconds: 200 }),
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);

    controller.stopServiceDeployment({ serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);
    await clock.advance(600_000);

    expect(only(events, 'hook-called')).toHaveLength(1);
    expect(only(events, 'hook-answered')).toEqual([]);
    expect(statusesOf(events).at(-1)).toBe('ROLLBACK_SUCCESSFUL');
  });
});

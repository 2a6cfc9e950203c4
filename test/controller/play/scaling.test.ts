import { describe, expect, test } from 'vitest';
import type { Controller } from '../../../src/controller/controller-api.ts';
import { hookAt, newService, only, runningService, version } from '../play.ts';

function running(controller: Controller): number {
  return controller.controls.taskCounts(controller.controls.primaryRevisionArn() ?? '').runningTaskCount;
}

describe('the desired count', () => {
  test('B-121 grows and shrinks without a deployment', async () => {
    const { controller, clock, events } = await runningService();

    controller.updateService({ desiredCount: 5 });
    await clock.advance(60_000);
    const more = running(controller);
    controller.updateService({ desiredCount: 0 });
    await clock.advance(60_000);

    expect([more, running(controller), controller.desiredCount]).toEqual([5, 0, 0]);
    expect(controller.listServiceDeployments()).toHaveLength(1);
    expect(only(events, 'tasks-changed').map((event) => event.serviceDeploymentArn)).not.toContain(expect.anything());
  });

  test('B-121 can change with a deployment, and then concerns the new revision', async () => {
    const { controller } = await runningService();

    const deployment = await controller.deploy({ ...version(2), desiredCount: 4 });

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', targetServiceRevision: { runningTaskCount: 4 } });
    expect(controller.desiredCount).toBe(4);
  });

  test('B-121 is that of blue, too, after the rollback of a deployment with fewer tasks', async () => {
    const { controller, events } = await runningService({
      functions: () => () => ({ hookStatus: 'FAILED' }),
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });

    const { status } = await controller.deploy({ ...version(2), desiredCount: 1 });

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(running(controller)).toBe(1);
    expect(only(events, 'tasks-changed').filter(({ pendingTaskCount }) => pendingTaskCount < 0)).toEqual([]);
  });

  test.each([-1, 1.5, Number.NaN])('B-121 cannot be %d', async (desiredCount) => {
    const { controller } = newService();
    const refusal = expect.objectContaining({
      code: 'INVALID_CONFIGURATION',
      message: `desiredCount is ${desiredCount}; write a whole number, 0 or more`,
    });

    expect(() => controller.updateService({ desiredCount })).toThrow(refusal);
    expect(() => controller.startDeployment({ ...version(1), desiredCount })).toThrow(refusal);
    expect(controller.listServiceDeployments()).toEqual([]);
  });

  test('B-121 is given up while it is reached if a deployment starts', async () => {
    const { controller, clock } = await runningService();
    controller.updateService({ desiredCount: 9 });
    await clock.advance(21_000);

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({ status: 'SUCCESSFUL', targetServiceRevision: { runningTaskCount: 9 } });
  });
});

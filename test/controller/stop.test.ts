import { describe, expect, test } from 'vitest';
import { ControllerError } from '../../src/controller/controller-error.ts';
import { lifecycleStages } from '../../src/controller/ecs/stages.ts';
import { hookAt, only, runningService, stagesOf, statusesOf, version } from './play.ts';

const requested = 'Service deployment rolled back because a stop with ROLLBACK was requested.';

describe('StopServiceDeployment', () => {
  test.each(lifecycleStages.filter((stage) => stage !== 'RECONCILE_SERVICE'))(
    'B-51 rolls back a deployment that is at %s',
    async (stage) => {
      const { controller, events } = await runningService({
        watch: (event, { controller }) => {
          if (event.type !== 'stage-entered' || event.stage !== stage || event.isRollback) return;
          controller.stopServiceDeployment({ serviceDeploymentArn: event.serviceDeploymentArn ?? '' });
        },
      });
      const blue = controller.controls.primaryRevisionArn() ?? '';

      const deployment = await controller.deploy(version(2));

      expect(statusesOf(events)).toEqual([
        'PENDING',
        'IN_PROGRESS',
        'ROLLBACK_REQUESTED',
        'ROLLBACK_IN_PROGRESS',
        'ROLLBACK_SUCCESSFUL',
      ]);
      expect(deployment).toMatchObject({
        statusReason: requested,
        rollback: { reason: requested, serviceRevisionArn: blue },
      });
      expect(only(events, 'stage-left').find((event) => event.stage === stage)).toMatchObject({
        outcome: 'interrupted',
      });
      expect(controller.controls.trafficWeights().production[blue]).toBe(100);
    },
  );

  test('B-51 rolls back a deployment that is PENDING without a stage', async () => {
    const { controller, events } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));

    controller.stopServiceDeployment({ serviceDeploymentArn, stopType: 'ROLLBACK' });
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(statusesOf(events)).toEqual([
      'PENDING',
      'ROLLBACK_REQUESTED',
      'ROLLBACK_IN_PROGRESS',
      'ROLLBACK_SUCCESSFUL',
    ]);
    expect(stagesOf(events).filter((stage) => !stage.startsWith('←'))).toEqual([]);
  });

  test('B-51 does not wait for a hook that is being called', async () => {
    const { controller, clock } = await runningService({
      functions: () => (event) =>
        event.lifecycleStage === 'POST_SCALE_UP'
          ? { hookStatus: 'IN_PROGRESS', callBackDelay: 600 }
          : { hookStatus: 'SUCCEEDED' },
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);

    controller.stopServiceDeployment({ serviceDeploymentArn });
    const deployment = await controller.waitForDeployment(serviceDeploymentArn);

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.finishedAt).toEqual(clock.now());
    expect(clock.now()).toEqual(new Date('2026-01-01T00:06:30.000Z'));
  });

  test('B-51 rolls back a deployment that has left its last stage but is not SUCCESSFUL yet', async () => {
    const { controller } = await runningService({
      watch: (event, { controller }) => {
        if (event.type !== 'stage-left' || event.stage !== 'CLEAN_UP') return;
        controller.stopServiceDeployment({ serviceDeploymentArn: event.serviceDeploymentArn ?? '' });
      },
    });
    const blue = controller.controls.primaryRevisionArn() ?? '';

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    expect(deployment.sourceServiceRevisions).toMatchObject([{ arn: blue, runningTaskCount: 3 }]);
    expect(controller.controls.primaryRevisionArn()).toBe(blue);
  });

  test('B-52 changes nothing during a rollback', async () => {
    const { controller, events } = await runningService({
      functions: () => () => ({ hookStatus: 'FAILED' }),
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
      watch: (event, { controller }) => {
        if (event.type !== 'stage-entered' || !event.isRollback) return;
        controller.stopServiceDeployment({ serviceDeploymentArn: event.serviceDeploymentArn ?? '' });
      },
      switches: { rollbackProductionHooks: 'always' },
    });

    const deployment = await controller.deploy(version(2));

    expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']);
    expect(deployment.statusReason).toContain('POST_SCALE_UP lifecycle hook(s) failed.');
  });

  test('B-53 refuses a deployment that has ended', async () => {
    const { controller } = await runningService();
    const { serviceDeploymentArn } = await controller.deploy(version(2));

    const stop = () => controller.stopServiceDeployment({ serviceDeploymentArn });

    expect(stop).toThrow(
      new ControllerError('DEPLOYMENT_FINISHED', `${serviceDeploymentArn} is SUCCESSFUL and cannot be stopped`),
    );
    expect(stop).toThrow(expect.objectContaining({ code: 'DEPLOYMENT_FINISHED' }));
  });

  test('B-53 refuses ABORT and changes nothing', async () => {
    const { controller } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));

    expect(() => controller.stopServiceDeployment({ serviceDeploymentArn, stopType: 'ABORT' })).toThrow(
      expect.objectContaining({ code: 'NOT_PLAYABLE' }),
    );
    expect((await controller.waitForDeployment(serviceDeploymentArn)).status).toBe('SUCCESSFUL');
  });

  test('refuses an unknown deployment', async () => {
    const { controller } = await runningService();

    expect(() => controller.stopServiceDeployment({ serviceDeploymentArn: 'arn:aws:ecs:nowhere' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
  });
});

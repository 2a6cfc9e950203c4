import { describe, expect, test } from 'vitest';
import type { LifecycleStage } from '../../src/controller/ecs/stages.ts';
import { hookAt, only, type PlayOptions, runningService, statusesOf, version } from './play.ts';

const watched = { alarms: { alarmNames: ['shop-5xx', 'shop-p99'], enable: true, rollback: true } };

/** A deployment in which an alarm goes into ALARM when a stage begins. */
function alarmAt(stage: LifecycleStage, alarmName: string, options: PlayOptions = {}) {
  return runningService({
    configuration: watched,
    ...options,
    watch: (event, { controller }) => {
      if (event.type === 'stage-entered' && event.stage === stage)
        controller.controls.setAlarmState(alarmName, 'ALARM');
    },
  });
}

describe('a deployment alarm', () => {
  test.each(['PRE_SCALE_UP', 'SCALE_UP', 'PRODUCTION_TRAFFIC_SHIFT', 'BAKE_TIME'] as const)(
    'B-54 that goes into ALARM at %s rolls back',
    async (stage) => {
      const { controller, events } = await alarmAt(stage, 'shop-p99');
      const blue = controller.controls.primaryRevisionArn() ?? '';

      const deployment = await controller.deploy(version(2));

      expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
      expect(deployment.statusReason).toBe(
        'Service deployment rolled back because of alarm(s) in ALARM state: shop-p99.',
      );
      expect(deployment.alarms).toEqual({
        status: 'TRIGGERED',
        alarmNames: ['shop-5xx', 'shop-p99'],
        triggeredAlarmNames: ['shop-p99'],
      });
      expect(controller.controls.trafficWeights().production[blue]).toBe(100);
      expect(only(events, 'alarm-changed')).toMatchObject([{ alarmName: 'shop-p99', state: 'ALARM' }]);
    },
  );

  test('B-54 that comes after the bake time changes nothing', async () => {
    const { controller } = await alarmAt('CLEAN_UP', 'shop-p99');

    const deployment = await controller.deploy(version(2));

    expect(deployment.status).toBe('SUCCESSFUL');
    expect(deployment.alarms.status).toBe('MONITORING_COMPLETE');
  });

  test.each([
    ['is not named', 'orders-5xx', watched],
    ['is named but not enabled', 'shop-5xx', { alarms: { ...watched.alarms, enable: false } }],
  ])('B-54 that %s changes nothing', async (_what, alarmName, configuration) => {
    const { controller } = await alarmAt('BAKE_TIME', alarmName, { configuration });

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('B-54 without sufficient data changes nothing', async () => {
    const { controller } = await runningService({ configuration: watched });
    controller.controls.setAlarmState('shop-5xx', 'INSUFFICIENT_DATA');

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('B-54 that fires during the rollback of a hook changes nothing', async () => {
    const { controller } = await runningService({
      functions: () => (event) => ({ hookStatus: event.lifecycleStage === 'POST_SCALE_UP' ? 'FAILED' : 'SUCCEEDED' }),
      configuration: { ...watched, lifecycleHooks: [hookAt('POST_SCALE_UP')] },
      watch: (event, { controller }) => {
        if (event.type === 'stage-entered' && event.isRollback) controller.controls.setAlarmState('shop-p99', 'ALARM');
      },
    });

    expect(await controller.deploy(version(2))).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining('POST_SCALE_UP lifecycle hook(s) failed.'),
      alarms: { status: 'MONITORING_COMPLETE', triggeredAlarmNames: [] },
    });
  });

  test('B-54 that leaves ALARM changes nothing', async () => {
    const { controller, events } = await runningService({
      switches: { alarmBeforeStart: 'ignore' },
      configuration: watched,
      watch: (event, { controller }) => {
        if (event.type === 'stage-entered' && event.stage === 'BAKE_TIME')
          controller.controls.setAlarmState('shop-p99', 'OK');
      },
    });
    controller.controls.setAlarmState('shop-5xx', 'OK');
    controller.controls.setAlarmState('shop-p99', 'ALARM');

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });
    expect(only(events, 'alarm-changed').map(({ alarmName, state }) => `${alarmName} ${state}`)).toEqual([
      'shop-p99 ALARM',
      'shop-p99 OK',
    ]);
  });

  test('B-54 that fires during a rollback does not affect it', async () => {
    const { controller, events } = await runningService({
      configuration: watched,
      watch: (event, { controller }) => {
        if (event.type !== 'stage-entered') return;
        if (event.stage === 'BAKE_TIME') controller.controls.setAlarmState('shop-5xx', 'ALARM');
        if (event.isRollback) controller.controls.setAlarmState('shop-p99', 'ALARM');
      },
    });

    const deployment = await controller.deploy(version(2));

    expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'ROLLBACK_SUCCESSFUL']);
    expect(deployment.alarms.triggeredAlarmNames).toEqual(['shop-5xx']);
  });

  test('B-55 that is in ALARM at the start rolls back before the first stage', async () => {
    const { controller, events } = await runningService({ configuration: watched });
    controller.controls.setAlarmState('shop-5xx', 'ALARM');

    const deployment = await controller.deploy(version(2));

    expect(deployment).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL', alarms: { triggeredAlarmNames: ['shop-5xx'] } });
    expect(only(events, 'stage-entered').filter(({ isRollback }) => !isRollback)).toEqual([]);
  });

  test('B-55 names every one that is in ALARM at the start', async () => {
    const { controller } = await runningService({ configuration: watched });
    for (const name of ['shop-p99', 'shop-5xx']) controller.controls.setAlarmState(name, 'ALARM');

    expect(await controller.deploy(version(2))).toMatchObject({
      statusReason: 'Service deployment rolled back because of alarm(s) in ALARM state: shop-5xx, shop-p99.',
      alarms: { triggeredAlarmNames: ['shop-5xx', 'shop-p99'] },
    });
  });

  test('B-55 that is in ALARM at the start is ignored if a switch says so, until it fires again', async () => {
    const { controller } = await runningService({ configuration: watched, switches: { alarmBeforeStart: 'ignore' } });
    controller.controls.setAlarmState('shop-5xx', 'ALARM');

    expect(await controller.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL' });

    const { serviceDeploymentArn } = controller.startDeployment(version(3));
    await controller.clock.run(controller.clock.sleep(60_000));
    controller.controls.setAlarmState('shop-5xx', 'OK');
    controller.controls.setAlarmState('shop-5xx', 'ALARM');
    expect(await controller.waitForDeployment(serviceDeploymentArn)).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { idOf } from '../../../src/controller/ecs/arns.ts';
import { hookAt, runningService, stateChanges, version } from '../play.ts';

const fails = {
  functions: () => () => ({ hookStatus: 'FAILED' }),
  configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
};

function published(name: string) {
  return JSON.parse(
    readFileSync(new URL(`../../../events/eventbridge-deployment-state-change.${name}.json`, import.meta.url), 'utf8'),
  );
}

describe('ECS Deployment State Change', () => {
  test('B-68 reports no FAILED for a rollback that a stop caused', async () => {
    const { controller, events, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(1000);
    controller.stopServiceDeployment({ serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(stateChanges(events).map((event) => event.detail.eventName)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
    ]);
  });

  test('B-67 looks like the one observed in a real account', async () => {
    const observed = published('SERVICE_DEPLOYMENT_IN_PROGRESS.observed-2025-02');
    const { controller, events } = await runningService({
      service: {
        region: 'ap-northeast-1',
        account: '999999999999',
        cluster: 'example-cluster',
        service: 'example-service',
      },
    });
    const { targetServiceRevision } = await controller.deploy(version(2));

    const [started] = stateChanges(events);

    const text = JSON.stringify(started)
      .replaceAll(idOf(targetServiceRevision.arn), '6177963417134325488')
      .replaceAll('2026-01-01T00:05:30Z', '2025-02-18T00:17:22Z')
      .replace(started?.id ?? '', observed.id);
    expect(text).toBe(JSON.stringify(observed));
  });

  test('B-67 is sent when a deployment starts and when it completes', async () => {
    const { controller, events } = await runningService();

    const { targetServiceRevision, finishedAt } = await controller.deploy(version(2));

    const deploymentId = `ecs-svc/${idOf(targetServiceRevision.arn)}`;
    expect(stateChanges(events).map((event) => event.detail)).toMatchObject([
      { eventType: 'INFO', eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS', deploymentId },
      {
        eventType: 'INFO',
        eventName: 'SERVICE_DEPLOYMENT_COMPLETED',
        deploymentId,
        reason: `ECS deployment ${deploymentId} completed.`,
        updatedAt: '2026-01-01T00:11:00Z',
      },
    ]);
    expect(finishedAt).toEqual(new Date('2026-01-01T00:11:00Z'));
  });

  test.each([
    ['SERVICE_DEPLOYMENT_IN_PROGRESS.doc', 'deploymentId', 0],
    ['SERVICE_DEPLOYMENT_COMPLETED.doc', 'deploymentID', 1],
  ] as const)(
    'B-67 is the documented %s byte for byte, except for ids, times and clusterArn',
    async (name, id, index) => {
      const documented = published(name);
      const { controller, events } = await runningService({
        service: { account: '111122223333', cluster: 'default', service: 'servicetest' },
      });
      await controller.deploy(version(2));
      const sent = stateChanges(events)[index];

      const { clusterArn: _observedOnly, deploymentId = '', ...detail } = sent?.detail ?? {};
      expect(deploymentId).toMatch(/^ecs-svc\/\d{19}$/);
      const text = JSON.stringify({ ...sent, id: documented.id, time: documented.time })
        .replace(JSON.stringify(sent?.detail), JSON.stringify({ ...detail, deploymentId }))
        .replace(`${deploymentId} `, `${id} `);

      expect(JSON.parse(text)).toEqual({
        ...documented,
        detail: { ...documented.detail, deploymentId, updatedAt: sent?.time },
      });
      expect(Object.keys(sent ?? {})).toEqual(Object.keys(documented));
      expect(Object.keys(sent?.detail ?? {}).filter((key) => key !== 'clusterArn')).toEqual(
        Object.keys(documented.detail),
      );
    },
  );

  test('B-67 is sent when a rollback begins, and not when it ends', async () => {
    const { controller, events } = await runningService(fails);
    const blue = controller.controls.primaryRevisionArn() ?? '';

    await controller.deploy(version(2));

    expect(
      stateChanges(events)
        .map((event) => [event.detail.eventName, event.detail.reason])
        .slice(1),
    ).toEqual([
      ['SERVICE_DEPLOYMENT_IN_PROGRESS', `ECS deployment: rolling back to deploymentId ecs-svc/${idOf(blue)}.`],
    ]);
  });

  test('B-68 reports FAILED for a rollback that an alarm caused', async () => {
    const { controller, events } = await runningService({
      configuration: { alarms: { alarmNames: ['shop-5xx'], enable: true, rollback: true } },
    });
    controller.controls.setAlarmState('shop-5xx', 'ALARM');

    await controller.deploy(version(2));

    expect(stateChanges(events).map((event) => event.detail.eventName)).toEqual([
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
      'SERVICE_DEPLOYMENT_FAILED',
      'SERVICE_DEPLOYMENT_IN_PROGRESS',
    ]);
    expect(stateChanges(events)[1]?.detail).toMatchObject({
      eventType: 'ERROR',
      reason: expect.stringContaining('alarm(s) in ALARM state: shop-5xx.'),
    });
  });

  test.each([
    { failedEvent: 'alarms-only', failed: 0 },
    { failedEvent: 'every-rollback', failed: 1 },
  ] as const)(
    'B-68 reports FAILED for a rollback that a hook caused $failed times with $failedEvent',
    async ({ failedEvent, failed }) => {
      const { controller, events } = await runningService({ ...fails, switches: { failedEvent } });

      await controller.deploy(version(2));

      const names = stateChanges(events).map((event) => event.detail.eventName);
      expect(names.filter((name) => name === 'SERVICE_DEPLOYMENT_FAILED')).toHaveLength(failed);
    },
  );
});

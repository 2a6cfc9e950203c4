import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/controller/clock/virtual-clock.ts';
import type { TrafficWeights } from '../../../src/controller/ecs/resources.ts';
import { type DeploymentBackend, inMemoryBackend } from '../../../src/controller/state/backend.ts';
import type { ControllerSnapshot } from '../../../src/controller/state/controller-snapshot.ts';
import { answering, hookAt, newService, only, type PlayOptions, runningService, statusesOf, version } from '../play.ts';

/** Another process: its controller knows nothing but the JSON. */
function restart(snapshot: ControllerSnapshot, options: PlayOptions = {}) {
  const written: ControllerSnapshot = JSON.parse(JSON.stringify(snapshot));
  return newService({ snapshot: written, clock: new VirtualClock({ start: new Date(snapshot.takenAt) }), ...options });
}

describe('a snapshot', () => {
  test('B-70 restores the same service in another controller', async () => {
    const { controller } = await runningService({
      functions: () => () => ({ hookStatus: 'FAILED' }),
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP', { hookDetails: { bucket: 'b' } })] },
    });
    const failed = await controller.deploy(version(2));

    const { controller: restored } = restart(controller.snapshot());
    await restored.start();

    expect(restored.describeServiceDeployment(failed.serviceDeploymentArn)).toEqual(failed);
    expect(restored.listServiceDeployments()).toEqual(controller.listServiceDeployments());
    expect(restored.controls.trafficWeights()).toEqual(controller.controls.trafficWeights());
    const primary = controller.controls.primaryRevisionArn() ?? '';
    expect(restored.controls.primaryRevisionArn()).toBe(primary);
    expect(restored.describeServiceRevision(primary)).toEqual(controller.describeServiceRevision(primary));
    expect(restored.snapshot()).toEqual({
      ...controller.snapshot(),
      takenAt: restored.snapshot().takenAt,
      sequence: expect.any(Number),
    });
  });

  test('B-70 keeps the configuration, no matter how the next controller is created', async () => {
    const { controller } = await runningService({ configuration: { bakeTimeInMinutes: 42 } });

    const { controller: restored } = restart(controller.snapshot(), { configuration: { bakeTimeInMinutes: 1 } });

    expect((await restored.deploy(version(2))).deploymentConfiguration.bakeTimeInMinutes).toBe(42);
  });

  test('B-70 continues with ids and event numbers', async () => {
    const { controller, events } = await runningService();
    const goOn = restart(controller.snapshot());

    const expected = await controller.deploy(version(2));
    const deployment = await goOn.controller.deploy(version(2));

    expect(deployment.serviceDeploymentArn).toBe(expected.serviceDeploymentArn);
    expect(goOn.events.map(({ sequence }) => sequence)).toEqual(events.map(({ sequence }) => sequence));
  });

  test('B-70 makes the backend start the running tasks and set the listeners', async () => {
    const { controller } = await runningService({ service: { desiredCount: 2 } });
    const primary = controller.controls.primaryRevisionArn() ?? '';
    const asked: unknown[] = [];
    const backend: DeploymentBackend = {
      ...inMemoryBackend(),
      async scaleUp(revision, count, { taskIsHealthy }) {
        asked.push([revision.serviceRevisionArn, revision.targetGroupArns.length, count]);
        taskIsHealthy();
      },
      shiftTestTraffic: async (weights: TrafficWeights) => void asked.push(['test', weights]),
      shiftProductionTraffic: async (weights: TrafficWeights) => void asked.push(['production', weights]),
    };

    const { controller: restored } = restart(controller.snapshot(), { backend });
    await restored.start();

    expect(asked).toEqual([
      [primary, 1, 2],
      ['production', { [primary]: 100 }],
      ['test', { [primary]: 100 }],
    ]);
  });

  test('B-70 ends a deployment that was running, with all traffic on the primary revision', async () => {
    const hook = answering({ hookStatus: 'SUCCEEDED' });
    const { controller, clock } = await runningService({ configuration: { bakeTimeInMinutes: 60 } });
    const blue = controller.controls.primaryRevisionArn() ?? '';
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
    await clock.advance(600_000);
    expect(controller.controls.trafficWeights().production[serviceRevisionArn]).toBe(100);

    const { controller: restored, events } = restart(controller.snapshot(), { functions: () => hook.handler });
    await restored.start();

    expect(restored.describeServiceDeployment(serviceDeploymentArn)).toMatchObject({
      status: 'STOPPED',
      statusReason: 'Service deployment stopped because the local controller ended while it ran.',
      stoppedAt: new Date('2026-01-01T00:15:30.000Z'),
      lifecycleHookDetails: [],
      sourceServiceRevisions: [{ arn: blue, requestedTaskCount: 3, requestedProductionTrafficWeight: 100 }],
      targetServiceRevision: { requestedTaskCount: 0, runningTaskCount: 0, requestedProductionTrafficWeight: 0 },
    });
    expect(restored.describeServiceRevision(serviceRevisionArn)).not.toHaveProperty('resolvedConfiguration');
    expect(restored.describeServiceRevision(blue)).toHaveProperty('resolvedConfiguration');
    expect(restored.controls.trafficWeights()).toEqual({ test: { [blue]: 100 }, production: { [blue]: 100 } });
    expect(only(events, 'tasks-changed').every((event) => event.serviceRevisionArn === blue)).toBe(true);
    expect(hook.calls).toEqual([]);
    expect(await restored.deploy(version(3))).toMatchObject({ status: 'SUCCESSFUL' });
    expect(statusesOf(events)).toEqual(['PENDING', 'IN_PROGRESS', 'SUCCESSFUL']);
  });

  test('B-70 of a running first deployment restores a service that was never deployed', async () => {
    const { controller, clock } = newService();
    controller.startDeployment(version(1));
    await clock.advance(60_000);

    const { controller: restored } = restart(controller.snapshot());
    await restored.start();

    expect(restored.controls.trafficWeights()).toEqual({ test: {}, production: {} });
    expect(await restored.deploy(version(2))).toMatchObject({ status: 'SUCCESSFUL', sourceServiceRevisions: [] });
  });

  test('B-70 does not change when the service continues', async () => {
    const { controller } = await runningService();
    const snapshot = controller.snapshot();
    const before = structuredClone(snapshot);

    await controller.deploy(version(2));

    expect(snapshot).toEqual(before);
  });

  test.each([
    [{}, 'snapshot.schemaVersion is missing; take another snapshot, or start without one'],
    [null, 'snapshot is null where Object should be; take another snapshot, or start without one'],
    ['text', 'snapshot is "text" where Object should be; take another snapshot, or start without one'],
  ])('is refused if it is %j', (snapshot, message) => {
    expect(() => newService({ snapshot: snapshot as unknown as ControllerSnapshot })).toThrow(
      expect.objectContaining({ code: 'INVALID_SNAPSHOT', message }),
    );
  });

  test('is refused if it is of another version', async () => {
    const { controller } = await runningService();
    const snapshot = { ...controller.snapshot(), schemaVersion: 2 } as unknown as ControllerSnapshot;

    expect(() => restart(snapshot)).toThrow(
      'snapshot.schemaVersion is 2 where 1 should be; take another snapshot, or start without one',
    );
  });

  test('is refused if it is of another service', async () => {
    const { controller } = await runningService({ service: { service: 'orders' } });

    expect(() => restart(controller.snapshot())).toThrow(
      'the snapshot is of arn:aws:ecs:us-west-2:123456789012:service/my-cluster/orders and not of arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service',
    );
  });

  test('is refused if ECS would refuse its configuration', async () => {
    const { controller } = await runningService();
    const snapshot = controller.snapshot();
    const changed = { ...snapshot, configuration: { ...snapshot.configuration, bakeTimeInMinutes: -1 } };

    expect(() => restart(changed)).toThrow(expect.objectContaining({ code: 'INVALID_SNAPSHOT' }));
  });
});

describe('a closed controller', () => {
  test('B-71 calls no hook and fires no timer any more', async () => {
    const hook = answering({ hookStatus: 'IN_PROGRESS' });
    const { controller, clock, events } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(90_000);
    const [calls, seen] = [hook.calls.length, events.length];

    controller.close();
    await clock.advance(3600_000);

    expect(hook.calls).toHaveLength(calls);
    expect(events).toHaveLength(seen);
    expect(controller.describeServiceDeployment(serviceDeploymentArn).status).toBe('IN_PROGRESS');
  });

  test('B-71 ends a rollback too', async () => {
    const hook = answering({ hookStatus: 'FAILED' }, { hookStatus: 'IN_PROGRESS' });
    const { controller, clock } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')] },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(90_000);
    const calls = hook.calls.length;

    controller.close();
    await clock.advance(3600_000);

    expect(hook.calls).toHaveLength(calls);
    expect(controller.describeServiceDeployment(serviceDeploymentArn).status).toBe('ROLLBACK_IN_PROGRESS');
  });

  test('B-71 refuses to start, to stop, to continue, to change and to wait', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(1000);
    const waiting = controller.waitForDeployment(serviceDeploymentArn);

    controller.close();

    const closed = expect.objectContaining({ code: 'CLOSED' });
    await expect(waiting).rejects.toThrow(closed);
    expect(() => controller.startDeployment(version(3))).toThrow(closed);
    expect(() => controller.stopServiceDeployment({ serviceDeploymentArn })).toThrow(closed);
    const pause = { serviceDeploymentArn, hookId: 'ecs-pause-1' };
    expect(() => controller.continueServiceDeployment(pause)).toThrow(closed);
    expect(() => controller.updateDeploymentConfiguration({ bakeTimeInMinutes: 9 })).toThrow(closed);
    await expect(controller.start()).rejects.toThrow(closed);
  });
});

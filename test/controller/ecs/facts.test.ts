import { describe, expect, test } from 'vitest';
import { idOf } from '../../../src/controller/ecs/arns.ts';
import { hookableStages } from '../../../src/hook/target.ts';
import {
  answering,
  hookArn,
  hookAt,
  newService,
  roleArn,
  runningService,
  stateChanges,
  statusesOf,
  version,
} from '../play.ts';

const succeeded = { hookStatus: 'SUCCEEDED' };

test('B-122 a rollback shows its hooks the revision that failed as their target', async () => {
  const hook = answering(succeeded);
  const { controller, clock } = await runningService({
    functions: () => hook.handler,
    configuration: { lifecycleHooks: [hookAt(['PRODUCTION_TRAFFIC_SHIFT', 'TEST_TRAFFIC_SHIFT'])] },
  });
  const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
  await clock.advance(60_000);
  controller.stopServiceDeployment({ serviceDeploymentArn });
  await controller.waitForDeployment(serviceDeploymentArn);

  const targets = hook.calls.map(({ executionDetails }) => executionDetails.targetServiceRevisionArn);
  expect(targets).toEqual(Array.from({ length: 4 }, () => serviceRevisionArn));
});

test('B-123 a first deployment calls the hooks of every stage but RECONCILE_SERVICE', async () => {
  const hook = answering(succeeded);
  const { controller } = newService({
    functions: () => hook.handler,
    configuration: { lifecycleHooks: [hookAt(hookableStages)] },
  });

  await controller.deploy(version(1));

  const [reconcile, ...others] = hookableStages;
  expect(reconcile).toBe('RECONCILE_SERVICE');
  expect(hook.calls.map(({ lifecycleStage }) => lifecycleStage)).toEqual(others);
});

test('B-124 every step of a linear deployment has 24 hours of its own', async () => {
  const waitsLong = { hookStatus: 'IN_PROGRESS', callBackDelay: 23 * 3600 };
  const hook = answering(waitsLong, succeeded, waitsLong, succeeded);
  const { controller } = await runningService({
    functions: () => hook.handler,
    configuration: {
      strategy: 'LINEAR',
      linearConfiguration: { stepPercent: 50, stepBakeTimeInMinutes: 0 },
      lifecycleHooks: [hookAt('PRE_PRODUCTION_TRAFFIC_SHIFT')],
    },
  });

  const { status, startedAt, finishedAt } = await controller.deploy(version(2));

  expect(status).toBe('SUCCESSFUL');
  const hours = ((finishedAt?.getTime() ?? 0) - (startedAt?.getTime() ?? 0)) / 3_600_000;
  expect(hours).toBeGreaterThan(46);
});

test('B-125 the id of a deployment in its events is that of its revision', async () => {
  const { controller, events } = await runningService();

  const { targetServiceRevision } = await controller.deploy(version(2));

  const ids = stateChanges(events).map(({ detail }) => detail.deploymentId);
  expect(ids).toEqual([`ecs-svc/${idOf(targetServiceRevision.arn)}`, `ecs-svc/${idOf(targetServiceRevision.arn)}`]);
});

describe('a role that ECS cannot use', () => {
  test.each([
    [
      'invoke-denied',
      `ECS was unable to invoke hook target ${hookArn} due to User: arn:aws:sts::123456789012:assumed-role/ecs-lambda-invoke-role/ECS-Lambda-Execution is not authorized to perform: lambda:InvokeFunction on resource: ${hookArn}`,
    ],
    ['role-not-assumed', `ECS was unable to assume role ${roleArn}`],
  ] as const)('B-126 rolls back in the words of ECS: %s', async (fault, words) => {
    const hook = answering(succeeded);
    const { controller } = await runningService({
      functions: () => hook.handler,
      switches: { unreachedFunction: 'retry' },
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    controller.controls.setFaults({ [fault]: 1 });

    const { status, statusReason } = await controller.deploy(version(2));

    expect({ status, statusReason }).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining(
        `Service deployment rolled back because POST_SCALE_UP lifecycle hook(s) failed. ${words}`,
      ),
    });
    expect(hook.calls).toEqual([]);
  });
});

test('B-52 a deployment that a newer one is stopping can be stopped, and continues as it was', async () => {
  const { controller, clock, events } = await runningService();
  const { serviceDeploymentArn } = controller.startDeployment(version(2));
  await clock.advance(1000);
  controller.startDeployment(version(3));
  const before = controller.describeServiceDeployment(serviceDeploymentArn).status;

  controller.stopServiceDeployment({ serviceDeploymentArn });
  await controller.waitForDeployment(serviceDeploymentArn);

  expect(before).toBe('STOP_REQUESTED');
  expect(statusesOf(events, serviceDeploymentArn)).toEqual(['PENDING', 'IN_PROGRESS', 'STOP_REQUESTED', 'STOPPED']);
});

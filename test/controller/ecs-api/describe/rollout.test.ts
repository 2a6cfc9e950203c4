import { DescribeServicesCommand, type Service } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import type { Controller } from '../../../../src/controller/controller-api.ts';
import { answering, hookAt, newService, runningService, version } from '../../play.ts';
import { serve } from '../serve.ts';

const breaker = { enable: true, rollback: true };
const rolling = { strategy: 'ROLLING', deploymentCircuitBreaker: breaker } as const;

async function described(controller: Controller): Promise<Service> {
  const { client } = await serve({ controllers: [controller] });
  const { services } = await client.send(
    new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
  );
  return services?.[0] ?? {};
}

/** The condition of `aws ecs wait services-stable`. */
function isStable({ deployments = [], runningCount, desiredCount }: Service): boolean {
  return deployments.length === 1 && runningCount === desiredCount;
}

/** `PRIMARY shop:2 FAILED 3`, one for each deployment. */
function rollouts({ deployments = [] }: Service): string[] {
  return deployments.map(({ status, taskDefinition, rolloutState, failedTasks }) =>
    [status, taskDefinition?.replace(/.*\//, ''), rolloutState, failedTasks].join(' '),
  );
}

describe('a first deployment', () => {
  test('W-13 is not stable while it pauses before its tasks start', async () => {
    const pause = { targetType: 'PAUSE', lifecycleStages: ['PRE_SCALE_UP'] } as const;
    const { controller, clock } = newService({ configuration: { lifecycleHooks: [pause] } });
    controller.startDeployment(version(1));
    await clock.advance(60_000);

    const service = await described(controller);

    expect(service).toMatchObject({ desiredCount: 3, runningCount: 0, pendingCount: 0 });
    expect(service.deployments).toMatchObject([{ status: 'PRIMARY', desiredCount: 3, rolloutState: 'IN_PROGRESS' }]);
    expect(isStable(service)).toBe(false);
  });

  test('W-13 is not stable and shows FAILED after it failed', async () => {
    const hook = answering({ hookStatus: 'FAILED' });
    const { controller } = newService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });
    const { status } = await controller.deploy(version(1));

    const service = await described(controller);

    expect(status).toBe('ROLLBACK_FAILED');
    expect(isStable(service)).toBe(false);
    expect(rollouts(service)).toEqual(['PRIMARY shop:1 FAILED 0']);
    expect(service.deployments?.[0]?.rolloutStateReason).toMatch(
      /^ECS deployment ecs-svc\/\d+ failed: Service deployment rolled back because POST_SCALE_UP lifecycle hook/,
    );
  });
});

describe('rolloutState', () => {
  test('W-37 is IN_PROGRESS and then COMPLETED', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);

    const during = await described(controller);
    await controller.waitForDeployment(serviceDeploymentArn);
    const afterwards = await described(controller);

    expect(rollouts(during)).toEqual(['PRIMARY shop:2 IN_PROGRESS 0', 'ACTIVE shop:1 COMPLETED 0']);
    expect(rollouts(afterwards)).toEqual(['PRIMARY shop:2 COMPLETED 0']);
    expect(isStable(afterwards)).toBe(true);
  });

  test('W-38 has a reason in words of ECS', async () => {
    const { controller } = await runningService();
    const before = await described(controller);
    controller.startDeployment(version(2));
    const during = await described(controller);

    expect(before.deployments?.[0]?.rolloutStateReason).toMatch(/^ECS deployment ecs-svc\/\d+ completed\.$/);
    expect(during.deployments?.[0]?.rolloutStateReason).toMatch(/^ECS deployment ecs-svc\/\d+ in progress\.$/);
  });

  test('W-37 is FAILED if the circuit breaker does not roll back, and the service keeps what failed', async () => {
    const { controller } = await runningService({
      configuration: { ...rolling, deploymentCircuitBreaker: { enable: true, rollback: false } },
    });
    controller.controls.setFaults({ 'task-failure': 1 });
    await controller.deploy(version(2));

    const service = await described(controller);

    expect(rollouts(service)).toEqual(['PRIMARY shop:2 FAILED 3', 'ACTIVE shop:1 COMPLETED 0']);
    expect(service).toMatchObject({ taskDefinition: expect.stringMatching(/shop:2$/), desiredCount: 3 });
    expect(service.deployments?.[0]?.rolloutStateReason).toBe('ECS deployment circuit breaker: tasks failed to start.');
  });

  test('W-37 of a rollback is IN_PROGRESS for what it returns to, which is COMPLETED in the end', async () => {
    const { controller, clock } = await runningService({
      configuration: { ...rolling, minimumHealthyPercent: 0, maximumPercent: 100 },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(1000);
    controller.stopServiceDeployment({ serviceDeploymentArn });
    await clock.advance(1000);

    const during = await described(controller);
    await controller.waitForDeployment(serviceDeploymentArn);
    const afterwards = await described(controller);

    expect(rollouts(during)[0]).toBe('PRIMARY shop:1 IN_PROGRESS 0');
    expect(during.deployments?.[0]?.rolloutStateReason).toMatch(
      /^ECS deployment: rolling back to deploymentId ecs-svc/,
    );
    expect(rollouts(afterwards)).toEqual(['PRIMARY shop:1 COMPLETED 0']);
    expect(isStable(afterwards)).toBe(true);
  });

  test('W-37 of a rollback that failed is FAILED for both revisions', async () => {
    const hook = answering({ hookStatus: 'FAILED' });
    const { controller } = await runningService({
      functions: () => hook.handler,
      configuration: { lifecycleHooks: [hookAt('PRODUCTION_TRAFFIC_SHIFT')] },
    });
    const { status } = await controller.deploy(version(2));

    const service = await described(controller);

    expect(status).toBe('ROLLBACK_FAILED');
    expect(rollouts(service)).toEqual(['PRIMARY shop:1 FAILED 0', 'ACTIVE shop:2 FAILED 0']);
  });

  test('W-37 of a deployment that a newer one replaced stays IN_PROGRESS while it has tasks', async () => {
    const { controller, clock } = await runningService({ configuration: { strategy: 'ROLLING' } });
    controller.startDeployment(version(2));
    await clock.advance(22_000);
    controller.startDeployment(version(3));
    await clock.advance(1000);

    const service = await described(controller);

    expect(rollouts(service)).toEqual([
      'PRIMARY shop:3 IN_PROGRESS 0',
      'ACTIVE shop:1 COMPLETED 0',
      'ACTIVE shop:2 IN_PROGRESS 0',
    ]);
  });
});

test('W-39 failedTasks is 0 again once a task is healthy', async () => {
  const { controller, clock } = await runningService({ configuration: { ...rolling } });
  controller.controls.setFaults({ 'task-failure': [1, 2] });
  controller.startDeployment(version(2));

  await clock.advance(11_000);
  const failing = await described(controller);
  await clock.advance(60_000);
  const healthy = await described(controller);

  expect(failing.deployments?.[0]?.failedTasks).toBe(2);
  expect(healthy.deployments?.[0]?.failedTasks).toBe(0);
});

import type {
  ServiceDeployment as SdkServiceDeployment,
  ServiceRevision as SdkServiceRevision,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { answering, hookArn, hookAt, newService, only, runningService, version } from '../play.ts';

describe('the descriptions of a service', () => {
  test('B-63 include a deployment with the names of the SDK', async () => {
    const { controller } = await runningService({ configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] } });
    const blue = controller.controls.primaryRevisionArn();

    const { serviceDeploymentArn } = await controller.deploy(version(2));

    // `lifecycleStage` is an open string: the SDK's own enum lacks PRE_PRODUCTION_TRAFFIC_SHIFT.
    const { lifecycleStage, ...rest } = controller.describeServiceDeployment(serviceDeploymentArn);
    const deployment: Omit<ReadonlySdk<SdkServiceDeployment>, 'lifecycleStage'> = rest;
    expect(lifecycleStage).toBe('CLEAN_UP');
    expect(deployment).toEqual({
      serviceDeploymentArn,
      serviceArn: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/my-service',
      clusterArn: 'arn:aws:ecs:us-west-2:123456789012:cluster/my-cluster',
      createdAt: new Date('2026-01-01T00:05:30.000Z'),
      startedAt: new Date('2026-01-01T00:05:30.000Z'),
      finishedAt: new Date('2026-01-01T00:11:00.000Z'),
      updatedAt: new Date('2026-01-01T00:11:00.000Z'),
      status: 'SUCCESSFUL',
      sourceServiceRevisions: [
        {
          arn: blue,
          requestedTaskCount: 0,
          runningTaskCount: 0,
          pendingTaskCount: 0,
          requestedTestTrafficWeight: 0,
          requestedProductionTrafficWeight: 0,
        },
      ],
      targetServiceRevision: {
        arn: controller.controls.primaryRevisionArn(),
        requestedTaskCount: 3,
        runningTaskCount: 3,
        pendingTaskCount: 0,
        requestedTestTrafficWeight: 100,
        requestedProductionTrafficWeight: 100,
      },
      lifecycleHookDetails: [],
      deploymentConfiguration: {
        strategy: 'BLUE_GREEN',
        bakeTimeInMinutes: 5,
        lifecycleHooks: [
          {
            targetType: 'AWS_LAMBDA',
            hookTargetArn: hookArn,
            roleArn: 'arn:aws:iam::123456789012:role/ecs-lambda-invoke-role',
            lifecycleStages: ['POST_SCALE_UP'],
            timeoutConfiguration: { timeoutInMinutes: 1440, action: 'ROLLBACK' },
          },
        ],
      },
      deploymentCircuitBreaker: { status: 'DISABLED', failureCount: 0, threshold: 0 },
      alarms: { status: 'DISABLED', alarmNames: [], triggeredAlarmNames: [] },
    });
  });

  test('B-63 include a revision with the names of the SDK', async () => {
    const { controller } = newService();
    const { targetServiceRevision } = await controller.deploy(version(1));

    const revision: ReadonlySdk<SdkServiceRevision> = controller.describeServiceRevision(targetServiceRevision.arn);

    const productionListenerRule =
      'arn:aws:elasticloadbalancing:us-west-2:123456789012:listener-rule/app/my-service/50dc6c495c0c9188/f2f7dc8efc522ab2/9683b2d02a6cabee';
    expect(revision).toMatchObject({
      serviceRevisionArn: targetServiceRevision.arn,
      serviceArn: controller.serviceArn,
      clusterArn: controller.clusterArn,
      taskDefinition: 'shop:1',
      containerImages: [{ containerName: 'shop', image: '123456789012.dkr.ecr.us-west-2.amazonaws.com/shop:1.1' }],
      loadBalancers: [{ containerPort: 8080, advancedConfiguration: { productionListenerRule } }],
      resolvedConfiguration: {
        loadBalancers: [
          {
            targetGroupArn:
              'arn:aws:elasticloadbalancing:us-west-2:123456789012:targetgroup/my-service-1/73e2d6bc24d8a067',
            productionListenerRule,
          },
        ],
      },
    });
  });

  test('B-63 count the desired tasks that are not healthy yet', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(21_000);

    const { targetServiceRevision, updatedAt } = controller.describeServiceDeployment(serviceDeploymentArn);

    expect(targetServiceRevision).toMatchObject({ requestedTaskCount: 3, runningTaskCount: 1, pendingTaskCount: 2 });
    expect(updatedAt).toEqual(new Date('2026-01-01T00:05:30.000Z'));
  });

  test('B-63 say why a deployment was rolled back, also in the list, and when that was last seen', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);

    expect(controller.stopServiceDeployment({ serviceDeploymentArn })).toEqual({ serviceDeploymentArn });

    expect(controller.describeServiceDeployment(serviceDeploymentArn).updatedAt).toEqual(clock.now());
    const { statusReason } = await controller.waitForDeployment(serviceDeploymentArn);
    expect(statusReason).toBe('Service deployment rolled back because a stop with ROLLBACK was requested.');
    expect(controller.listServiceDeployments()[0]).toMatchObject({ serviceDeploymentArn, statusReason });
  });

  test('B-63 stay unchanged after the deployment has ended', async () => {
    const { controller } = await runningService();
    const { serviceDeploymentArn } = await controller.deploy(version(2));
    const before = controller.describeServiceDeployment(serviceDeploymentArn);

    await controller.deploy(version(3));

    expect(controller.describeServiceDeployment(serviceDeploymentArn)).toEqual(before);
  });

  test('B-63 list the newest deployment first', async () => {
    const { controller } = await runningService();
    const second = await controller.deploy(version(2));

    const [latest, earliest] = controller.listServiceDeployments();

    expect(latest).toEqual({
      serviceDeploymentArn: second.serviceDeploymentArn,
      serviceArn: controller.serviceArn,
      clusterArn: controller.clusterArn,
      createdAt: second.createdAt,
      startedAt: second.startedAt,
      finishedAt: second.finishedAt,
      targetServiceRevisionArn: second.targetServiceRevision.arn,
      status: 'SUCCESSFUL',
    });
    expect(earliest?.createdAt).toEqual(new Date('2026-01-01T00:00:00.000Z'));
  });

  test('B-64 include the hooks that ECS is waiting for', async () => {
    const hook = answering({ hookStatus: 'IN_PROGRESS', callBackDelay: 60 }, { hookStatus: 'SUCCEEDED' });
    const { controller, clock } = await runningService({
      functions: () => hook.handler,
      configuration: {
        lifecycleHooks: [
          hookAt('POST_SCALE_UP', { timeoutConfiguration: { timeoutInMinutes: 60, action: 'CONTINUE' } }),
        ],
      },
    });
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(40_000);

    const { lifecycleStage, lifecycleHookDetails } = controller.describeServiceDeployment(serviceDeploymentArn);

    expect(lifecycleStage).toBe('POST_SCALE_UP');
    expect(lifecycleHookDetails).toEqual([
      {
        hookId: expect.stringMatching(/^ecs-lambda-[\w-]{43}$/),
        targetType: 'AWS_LAMBDA',
        targetArn: hookArn,
        status: 'IN_PROGRESS',
        expiresAt: new Date('2026-01-01T01:06:00.000Z'),
        timeoutAction: 'CONTINUE',
      },
    ]);
    expect((await controller.waitForDeployment(serviceDeploymentArn)).lifecycleHookDetails).toEqual([]);
  });

  test('B-65 have no source revision in a first deployment, and the primary in the next', async () => {
    const { controller } = newService();

    const first = await controller.deploy(version(1));
    const second = await controller.deploy(version(2));

    expect(first.sourceServiceRevisions).toEqual([]);
    expect(second.sourceServiceRevisions.map(({ arn }) => arn)).toEqual([first.targetServiceRevision.arn]);
  });

  test('B-66 have ARNs and ids in the shapes of real ones', async () => {
    const { controller, events } = await runningService({
      service: { partition: 'aws-cn', region: 'cn-north-1', account: '111122223333', cluster: 'retail', service: 'ui' },
      configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] },
    });

    const { serviceDeploymentArn, targetServiceRevision } = await controller.deploy(version(2));

    expect(serviceDeploymentArn).toMatch(
      /^arn:aws-cn:ecs:cn-north-1:111122223333:service-deployment\/retail\/ui\/[\w-]{21}$/,
    );
    expect(targetServiceRevision.arn).toMatch(
      /^arn:aws-cn:ecs:cn-north-1:111122223333:service-revision\/retail\/ui\/[1-9]\d{18}$/,
    );
    expect(controller.clusterArn).toBe('arn:aws-cn:ecs:cn-north-1:111122223333:cluster/retail');
    expect(only(events, 'hook-called')[0]?.event.resourceArn).toBe(serviceDeploymentArn);
  });

  test.each(['describeServiceDeployment', 'describeServiceRevision'] as const)(
    'end in NOT_FOUND if %s does not know the ARN',
    (read) => {
      const { controller } = newService();

      expect(() => controller[read]('arn:aws:ecs:nowhere')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    },
  );
});

/** The SDK's types have mutable lists; ours are read-only. */
type ReadonlySdk<T> = T extends Date | string | number | boolean | undefined
  ? T
  : T extends readonly (infer Element)[]
    ? readonly ReadonlySdk<Element>[]
    : { readonly [Name in keyof T]: ReadonlySdk<T[Name]> };

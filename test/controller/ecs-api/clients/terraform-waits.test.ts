import {
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { defaultLoadBalancer, defaultNames } from '../../../../src/controller/ecs/arns.ts';
import { hookAt } from '../../play.ts';
import { polledRegion } from './polled-service.ts';

const cluster = 'my-cluster';
const service = { cluster, service: 'cart' };
const pause = { targetType: 'PAUSE' as const, lifecycleStages: ['PRE_SCALE_UP' as const] };

/**
 * How the provider waits since it knows service deployments: for the deployment that the update began, and not for the task counts. It finds the
 * primary deployment of the service, then the service deployment with that revision.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/service.go
 */
async function findDeployment(client: ECSClient, before: Date): Promise<string> {
  const { services } = await client.send(new DescribeServicesCommand({ cluster, services: ['cart'] }));
  const primary = services?.[0]?.deployments?.find(({ status }) => status === 'PRIMARY');
  expect(services?.[0]?.deploymentController).toEqual({ type: 'ECS' });
  expect(primary?.createdAt?.getTime()).toBeGreaterThan(before.getTime());
  const [, taskSetId = 'none'] = primary?.id?.split('/') ?? [];
  const { serviceDeployments = [] } = await client.send(
    new ListServiceDeploymentsCommand({ ...service, createdAt: { after: before } }),
  );
  const found = serviceDeployments.find((each) => each.targetServiceRevisionArn?.includes(taskSetId));
  return found?.serviceDeploymentArn ?? '';
}

/** Looks at the service, for which 15 seconds pass here, and at the deployment. */
async function endOf(client: ECSClient, serviceDeploymentArn: string) {
  for (;;) {
    await client.send(new DescribeServicesCommand({ cluster, services: ['cart'] }));
    const { serviceDeployments } = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
    );
    const { status = '', statusReason } = serviceDeployments?.[0] ?? {};
    if (['SUCCESSFUL', 'STOPPED', 'ROLLBACK_FAILED', 'ROLLBACK_SUCCESSFUL'].includes(status))
      return { status, statusReason };
  }
}

/** A service whose first deployment has ended, and a second one that has just begun. */
async function updated(lifecycleHooks: object[], hook?: unknown) {
  const { client } = await polledRegion(hook);
  const { service: created } = await client.send(
    new CreateServiceCommand({
      cluster,
      serviceName: 'cart',
      taskDefinition: 'shop:1',
      desiredCount: 1,
      loadBalancers: [defaultLoadBalancer(defaultNames)],
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
    }),
  );
  await endOf(client, created?.currentServiceDeployment ?? '');
  const before = created?.createdAt ?? new Date(Number.NaN);
  await client.send(
    new UpdateServiceCommand({
      ...service,
      forceNewDeployment: true,
      deploymentConfiguration: { lifecycleHooks: lifecycleHooks as never },
    }),
  );
  return { client, deployment: await findDeployment(client, before) };
}

describe('Terraform, which waits for the deployment', () => {
  test('W-45 finds the deployment of its update by the primary revision, and waits until it is successful', async () => {
    const { client, deployment } = await updated([hookAt('POST_SCALE_UP')]);

    expect(await endOf(client, deployment)).toMatchObject({ status: 'SUCCESSFUL' });
  });

  test('W-45 shows the statusReason of one that a hook rolled back', async () => {
    const { client, deployment } = await updated([hookAt('POST_SCALE_UP')], { hookStatus: 'FAILED' });

    expect(await endOf(client, deployment)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining('POST_SCALE_UP lifecycle hook(s) failed. Lifecycle hook target'),
    });
  });

  test('W-45 rolls back when it is interrupted, with sigint_rollback', async () => {
    const { client, deployment } = await updated([pause]);

    await client.send(
      new StopServiceDeploymentCommand({ serviceDeploymentArn: deployment, stopType: 'ROLLBACK' as const }),
    );

    expect(await endOf(client, deployment)).toMatchObject({ status: 'ROLLBACK_SUCCESSFUL' });
  });
});

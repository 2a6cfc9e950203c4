import {
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ListServicesCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { createController } from '../../../../src/controller/controller.ts';
import type { NewService } from '../../../../src/controller/ecs-api/region.ts';
import { hookArn, hookAt, newService, roleArn, runningService, version } from '../../play.ts';
import { serve } from '../serve.ts';

const service = { service: 'my-service', cluster: 'my-cluster' };
const shop = (revision: number) => `arn:aws:ecs:us-west-2:123456789012:task-definition/shop:${revision}`;
const images = [{ containerName: 'shop', image: 'shop:1.9' }];

describe('DescribeServices', () => {
  test('W-13 shows a stable service', async () => {
    const { controller } = await runningService({ configuration: { lifecycleHooks: [hookAt('POST_SCALE_UP')] } });
    const { client } = await serve({ controllers: [controller] });

    const { services, failures } = await client.send(
      new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
    );

    expect(failures).toEqual([]);
    expect(services).toMatchObject([
      {
        serviceArn: controller.serviceArn,
        serviceName: 'my-service',
        clusterArn: controller.clusterArn,
        status: 'ACTIVE',
        desiredCount: 3,
        runningCount: 3,
        pendingCount: 0,
        taskDefinition: shop(1),
        deploymentConfiguration: {
          strategy: 'BLUE_GREEN',
          bakeTimeInMinutes: 5,
          lifecycleHooks: [
            { targetType: 'AWS_LAMBDA', hookTargetArn: hookArn, roleArn, lifecycleStages: ['POST_SCALE_UP'] },
          ],
        },
        deployments: [{ status: 'PRIMARY', rolloutState: 'COMPLETED', runningCount: 3, desiredCount: 3 }],
        createdAt: expect.any(Date),
      },
    ]);
    expect(services?.[0]).not.toHaveProperty('currentServiceDeployment');
  });

  test('W-13 shows both revisions while a deployment runs', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);
    const { client } = await serve({ controllers: [controller] });

    const { services } = await client.send(
      new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
    );

    expect(services).toMatchObject([
      {
        currentServiceDeployment: serviceDeploymentArn,
        taskDefinition: shop(2),
        desiredCount: 3,
        runningCount: 6,
        deployments: [
          { status: 'PRIMARY', taskDefinition: shop(2), rolloutState: 'IN_PROGRESS' },
          { status: 'ACTIVE', taskDefinition: shop(1), rolloutState: 'COMPLETED' },
        ],
      },
    ]);
  });

  test('W-13 has the previous task definition again after a rollback', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(1000);
    controller.stopServiceDeployment({ serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);
    const { client } = await serve({ controllers: [controller] });

    const { services } = await client.send(
      new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
    );

    expect(services).toMatchObject([
      { taskDefinition: shop(1), runningCount: 3, deployments: [{ taskDefinition: shop(1) }] },
    ]);
  });

  test('W-09 lists missing services, by the ARN that each would have or was requested with', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const arn = controller.serviceArn.replace(/my-service$/, 'gone');

    const { services, failures } = await client.send(
      new DescribeServicesCommand({ cluster: 'my-cluster', services: ['other', 'my-service', arn] }),
    );

    expect(services).toMatchObject([{ serviceArn: controller.serviceArn }]);
    expect(failures).toEqual([
      { arn: 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/other', reason: 'MISSING' },
      { arn, reason: 'MISSING' },
    ]);
  });
});

describe('several services behind one endpoint', () => {
  async function served() {
    const shop = await runningService();
    const cart = await runningService({ service: { service: 'cart' } });
    const other = await runningService({ service: { cluster: 'other', service: 'cart' } });
    const controllers = [shop, cart, other].map(({ controller }) => controller);
    return { controllers, ...(await serve({ controllers })) };
  }

  test('W-11 are listed by cluster, page after page', async () => {
    const { client, controllers } = await served();

    const first = await client.send(new ListServicesCommand({ cluster: 'my-cluster', maxResults: 1 }));
    const second = await client.send(
      new ListServicesCommand({ cluster: 'my-cluster', maxResults: 1, nextToken: first.nextToken }),
    );

    expect(first.serviceArns).toEqual([controllers[0]?.serviceArn]);
    expect(second).toMatchObject({ serviceArns: [controllers[1]?.serviceArn] });
    expect(second).not.toHaveProperty('nextToken');
  });

  test('W-07 are distinguished by cluster', async () => {
    const { client, controllers } = await served();

    const { services } = await client.send(new DescribeServicesCommand({ cluster: 'other', services: ['cart'] }));

    expect(services).toMatchObject([{ serviceArn: controllers[2]?.serviceArn }]);
  });

  test('W-07 are found by the ARN of their cluster, and by their own ARN in a cluster other than default', async () => {
    const { client, controllers } = await served();
    const [, , other] = controllers;

    const byCluster = await client.send(
      new DescribeServicesCommand({ cluster: other?.clusterArn, services: ['cart'] }),
    );
    const byArn = await client.send(new DescribeServicesCommand({ services: [other?.serviceArn ?? ''] }));
    const { clusters } = await client.send(new DescribeClustersCommand({ clusters: [other?.clusterArn ?? ''] }));

    expect(byCluster.services).toMatchObject([{ serviceArn: other?.serviceArn }]);
    expect(byArn.services).toMatchObject([{ serviceArn: other?.serviceArn }]);
    expect(clusters).toMatchObject([{ clusterArn: other?.clusterArn }]);
  });

  test('W-07 are those of the cluster default if none is named', async () => {
    const shop = await runningService();
    const mine = await runningService({ service: { cluster: 'default', service: 'my-service' } });
    const { client } = await serve({ controllers: [shop.controller, mine.controller] });

    const { services } = await client.send(new DescribeServicesCommand({ services: ['my-service'] }));
    const { serviceArns } = await client.send(new ListServicesCommand({}));

    expect(services).toMatchObject([{ serviceArn: mine.controller.serviceArn }]);
    expect(serviceArns).toEqual([mine.controller.serviceArn]);
  });

  test('W-09 are counted by cluster', async () => {
    const { client } = await served();

    const { clusters, failures } = await client.send(
      new DescribeClustersCommand({ clusters: ['my-cluster', 'other', 'gone'] }),
    );

    expect(clusters).toMatchObject([
      { clusterName: 'my-cluster', status: 'ACTIVE', activeServicesCount: 2, runningTasksCount: 6 },
      { clusterName: 'other', status: 'ACTIVE', activeServicesCount: 1, runningTasksCount: 3 },
    ]);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-west-2:123456789012:cluster/gone', reason: 'MISSING' }]);
  });
});

describe('UpdateService', () => {
  test('W-16 deploys another task definition', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller], taskDefinitions: [] });
    await client.send(
      new RegisterTaskDefinitionCommand({
        family: 'shop',
        containerDefinitions: [{ name: 'shop', image: 'shop:1.9' }],
      }),
    );

    const answer = await client.send(new UpdateServiceCommand({ ...service, taskDefinition: 'shop' }));

    expect(answer.service).toMatchObject({
      taskDefinition: shop(2),
      currentServiceDeployment: expect.stringContaining('service-deployment'),
    });
    const deployed = await controller.waitForDeployment(answer.service?.currentServiceDeployment ?? '');
    expect(deployed.status).toBe('SUCCESSFUL');
    expect(controller.describeServiceRevision(deployed.targetServiceRevision.arn).containerImages).toEqual(images);
  });

  test('W-16 deploys the same task definition when forced, and only then', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    await client.send(new UpdateServiceCommand({ ...service, taskDefinition: 'shop:1' }));
    expect(controller.listServiceDeployments()).toHaveLength(1);

    await client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));
    expect(controller.listServiceDeployments()).toHaveLength(2);
  });

  test('W-16 changes the desired count of a service that is being deployed, without another deployment', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(60_000);
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(new UpdateServiceCommand({ ...service, desiredCount: 5 }));

    expect(answer.service).toMatchObject({ desiredCount: 5, currentServiceDeployment: serviceDeploymentArn });
    await controller.waitForDeployment(serviceDeploymentArn);
    expect(controller.listServiceDeployments()).toHaveLength(2);
    const { services } = await client.send(
      new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
    );
    expect(services?.[0]).toMatchObject({ desiredCount: 5, runningCount: 5 });
  });

  test('W-17 changes the deployment configuration without deploying anything', async () => {
    const hooks = [hookAt('POST_SCALE_UP', { timeoutConfiguration: { timeoutInMinutes: 31, action: 'CONTINUE' } })];
    const { controller } = await runningService({ configuration: { bakeTimeInMinutes: 7, lifecycleHooks: hooks } });
    const { client } = await serve({ controllers: [controller] });

    const { service: first } = await client.send(
      new UpdateServiceCommand({ ...service, deploymentConfiguration: { bakeTimeInMinutes: 9 } }),
    );
    const { service: second } = await client.send(
      new UpdateServiceCommand({
        ...service,
        deploymentConfiguration: {
          lifecycleHooks: [
            {
              hookTargetArn: hookArn,
              roleArn,
              lifecycleStages: ['PRE_SCALE_UP'],
              timeoutConfiguration: { timeoutInMinutes: 45 },
            },
          ],
        },
      }),
    );
    const { service: third } = await client.send(
      new UpdateServiceCommand({ ...service, deploymentConfiguration: { lifecycleHooks: [] } }),
    );

    // Members left out keep their value; the list is replaced as a whole; a nested structure gets its defaults.
    expect(first?.deploymentConfiguration).toMatchObject({ bakeTimeInMinutes: 9, lifecycleHooks: hooks });
    expect(second?.deploymentConfiguration).toMatchObject({ strategy: 'BLUE_GREEN', bakeTimeInMinutes: 9 });
    expect(second?.deploymentConfiguration?.lifecycleHooks).toEqual([
      {
        targetType: 'AWS_LAMBDA',
        hookTargetArn: hookArn,
        roleArn,
        lifecycleStages: ['PRE_SCALE_UP'],
        timeoutConfiguration: { timeoutInMinutes: 45, action: 'ROLLBACK' },
      },
    ]);
    expect(third?.deploymentConfiguration?.lifecycleHooks).toEqual([]);
    expect(controller.listServiceDeployments()).toHaveLength(1);
  });

  test('W-17 accepts hookDetails of any shape', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const hookDetails = { approval: { reviewers: ['ana@example.com'], quorum: 2, isStrict: true, note: null } };

    const { service: updated } = await client.send(
      new UpdateServiceCommand({
        ...service,
        deploymentConfiguration: {
          lifecycleHooks: [{ hookTargetArn: hookArn, roleArn, lifecycleStages: ['POST_SCALE_UP'], hookDetails }],
        },
      }),
    );

    expect(updated?.deploymentConfiguration?.lifecycleHooks?.[0]?.hookDetails).toEqual(hookDetails);
  });
});

describe('CreateService', () => {
  test('W-18 deploys the first revision of a service that was created without one', async () => {
    const { controller } = newService();
    const { client } = await serve({ controllers: [controller], taskDefinitions: [{ family: 'shop', images }] });
    const before = await client.send(new ListServicesCommand({ cluster: 'my-cluster' }));

    const { service: created } = await client.send(
      new CreateServiceCommand({
        cluster: 'my-cluster',
        serviceName: 'my-service',
        taskDefinition: 'shop',
        desiredCount: 2,
        launchType: 'FARGATE',
        deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 2 },
      }),
    );

    expect(before.serviceArns).toEqual([]);
    expect(created).toMatchObject({
      serviceName: 'my-service',
      status: 'ACTIVE',
      taskDefinition: shop(1),
      desiredCount: 2,
    });
    const { serviceArns } = await client.send(new ListServicesCommand({ cluster: 'my-cluster' }));
    expect(serviceArns).toEqual([controller.serviceArn]);
    const deployed = await controller.waitForDeployment(created?.currentServiceDeployment ?? '');
    expect(deployed).toMatchObject({
      status: 'SUCCESSFUL',
      deploymentConfiguration: { bakeTimeInMinutes: 2 },
      sourceServiceRevisions: [],
    });
  });

  test('W-18 creates a controller if the API can create one', async () => {
    const asked: NewService[] = [];
    const { controller } = await runningService();
    const { client } = await serve({
      controllers: [controller],
      createController: (service) => {
        asked.push(service);
        const { desiredCount = 1, ...named } = service;
        return createController({ service: { ...named, desiredCount }, functions: () => undefined });
      },
    });

    await client.send(
      new CreateServiceCommand({
        cluster: 'my-cluster',
        serviceName: 'cart',
        taskDefinition: 'shop:1',
        desiredCount: 2,
        deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
      }),
    );

    const { serviceArns } = await client.send(new ListServicesCommand({ cluster: 'my-cluster' }));
    expect(serviceArns).toEqual([controller.serviceArn, 'arn:aws:ecs:us-west-2:123456789012:service/my-cluster/cart']);
    expect(asked).toEqual([{ cluster: 'my-cluster', service: 'cart', desiredCount: 2 }]);
  });
});

describe('task definitions', () => {
  test('W-14 are described by family, by revision and by ARN', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller], taskDefinitions: [{ family: 'cart', images }] });
    await client.send(
      new RegisterTaskDefinitionCommand({
        family: 'cart',
        containerDefinitions: [{ name: 'shop', image: 'shop:2.0' }],
      }),
    );
    const image = async (taskDefinition: string) => {
      const { taskDefinition: found } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
      return [found?.revision, found?.containerDefinitions?.[0]?.image];
    };

    expect(await image('cart')).toEqual([2, 'shop:2.0']);
    expect(await image('cart:1')).toEqual([1, 'shop:1.9']);
    expect(await image('arn:aws:ecs:us-west-2:123456789012:task-definition/cart:1')).toEqual([1, 'shop:1.9']);
  });

  test('W-14 that a service uses are known, and later revisions are numbered after them', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const { taskDefinition: used } = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'shop' }));
    const { taskDefinition: next } = await client.send(
      new RegisterTaskDefinitionCommand({
        family: 'shop',
        containerDefinitions: [{ name: 'shop', image: 'shop:1.9' }],
      }),
    );

    expect(used).toMatchObject({ taskDefinitionArn: shop(1), status: 'ACTIVE', family: 'shop' });
    expect(next).toMatchObject({ taskDefinitionArn: shop(2) });
  });
});

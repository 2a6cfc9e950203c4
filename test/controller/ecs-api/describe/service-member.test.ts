import {
  CreateServiceCommand,
  type CreateServiceRequest,
  DeleteServiceCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../../../src/controller/controller.ts';
import type { Controller } from '../../../../src/controller/controller-api.ts';
import { defaultLoadBalancer, defaultNames } from '../../../../src/controller/ecs/arns.ts';
import { runningService } from '../../play.ts';
import { serve } from '../serve.ts';

const service = { service: 'cart', cluster: 'my-cluster' };
const networkConfiguration = {
  awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'], assignPublicIp: 'DISABLED' as const },
};
const loadBalancers = [defaultLoadBalancer({ ...defaultNames, service: 'cart' })];

/** A service that was created through the API, and has been deployed. */
async function createdService(request: Partial<CreateServiceRequest> = {}) {
  const { controller: other } = await runningService();
  const made: Controller[] = [];
  const clock = new VirtualClock();
  const { client } = await serve({
    controllers: [other],
    createController: ({ desiredCount = 1, loadBalancers: asked = [], ...named }) => {
      const options = { ...named, desiredCount, loadBalancers: asked };
      const controller = createController({ service: options, functions: () => undefined, clock });
      made.push(controller);
      return controller;
    },
  });
  const create = () =>
    client.send(
      new CreateServiceCommand({ cluster: 'my-cluster', serviceName: 'cart', taskDefinition: 'shop:1', ...request }),
    );
  const { service: created } = await create();
  const [controller] = made as [Controller];
  await controller.waitForDeployment(created?.currentServiceDeployment ?? '');
  const described = async () =>
    (await client.send(new DescribeServicesCommand({ cluster: 'my-cluster', services: ['cart'] }))).services?.[0];
  return { client, controller, created, described, create };
}

describe('a described service', () => {
  test('W-40 has what it was created with, and the defaults of the rest', async () => {
    const { described } = await createdService({
      desiredCount: 2,
      networkConfiguration,
      loadBalancers,
      enableExecuteCommand: true,
      deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
    });

    expect(await described()).toMatchObject({
      desiredCount: 2,
      loadBalancers,
      networkConfiguration,
      launchType: 'FARGATE',
      platformVersion: 'LATEST',
      platformFamily: 'Linux',
      enableExecuteCommand: true,
      enableECSManagedTags: false,
      propagateTags: 'NONE',
      healthCheckGracePeriodSeconds: 0,
      availabilityZoneRebalancing: 'DISABLED',
      placementStrategy: [],
      placementConstraints: [],
      serviceRegistries: [],
      schedulingStrategy: 'REPLICA',
      resourceManagementType: 'CUSTOMER',
      roleArn: 'arn:aws:iam::123456789012:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS',
      createdBy: 'arn:aws:iam::123456789012:root',
      deployments: [{ launchType: 'FARGATE', networkConfiguration, platformFamily: 'Linux' }],
    });
  });

  test('W-40 has no launch type if it has a capacity provider strategy', async () => {
    const capacityProviderStrategy = [{ capacityProvider: 'FARGATE_SPOT', weight: 1 }];
    const { described } = await createdService({ capacityProviderStrategy });

    const shown = await described();

    expect(shown).toMatchObject({ capacityProviderStrategy });
    expect(shown).not.toHaveProperty('launchType');
  });

  test('W-41 has the defaults of its deploymentConfiguration, and what replaces them', async () => {
    const { described, client } = await createdService();
    const before = (await described())?.deploymentConfiguration;
    await client.send(new UpdateServiceCommand({ ...service, deploymentConfiguration: { maximumPercent: 150 } }));

    expect(before).toMatchObject({
      strategy: 'ROLLING',
      maximumPercent: 200,
      minimumHealthyPercent: 100,
      deploymentCircuitBreaker: { enable: false, rollback: false },
    });
    expect((await described())?.deploymentConfiguration).toMatchObject({
      maximumPercent: 150,
      minimumHealthyPercent: 100,
    });
  });
});

describe('UpdateService', () => {
  test('W-40 deploys if the network or the platform changes, and a revision keeps its own', async () => {
    const { client, controller, described } = await createdService({ networkConfiguration });
    const first = controller.controls.primaryRevisionArn() ?? '';
    const moved = { awsvpcConfiguration: { subnets: ['subnet-2'] } };

    await client.send(new UpdateServiceCommand({ ...service, networkConfiguration, healthCheckGracePeriodSeconds: 9 }));
    const unchanged = controller.listServiceDeployments().length;
    const { service: updated } = await client.send(
      new UpdateServiceCommand({ ...service, networkConfiguration: moved }),
    );

    expect(unchanged).toBe(1);
    expect(controller.listServiceDeployments()).toHaveLength(2);
    const second = updated?.deployments?.[0]?.id?.replace('ecs-svc/', '') ?? '';
    const { serviceRevisions } = await client.send(
      new DescribeServiceRevisionsCommand({ serviceRevisionArns: [first, first.replace(/\d+$/, second)] }),
    );
    expect(serviceRevisions?.map((revision) => revision.networkConfiguration)).toEqual([networkConfiguration, moved]);
    expect(await described()).toMatchObject({ networkConfiguration: moved, healthCheckGracePeriodSeconds: 9 });
  });
});

test('W-40 another platform version is deployed, and a revision has its own launch type and platform', async () => {
  const { client, controller, described } = await createdService({ platformVersion: '1.3.0' });
  const first = controller.controls.primaryRevisionArn() ?? '';
  await client.send(new UpdateServiceCommand({ ...service, platformVersion: '1.3.0' }));
  const unchanged = controller.listServiceDeployments().length;
  const { service: updated } = await client.send(new UpdateServiceCommand({ ...service, platformVersion: '1.4.0' }));
  await controller.waitForDeployment(updated?.currentServiceDeployment ?? '');

  const second = controller.controls.primaryRevisionArn() ?? '';
  const { serviceRevisions } = await client.send(
    new DescribeServiceRevisionsCommand({ serviceRevisionArns: [first, second] }),
  );

  expect(unchanged).toBe(1);
  expect(serviceRevisions).toMatchObject([
    { launchType: 'FARGATE', platformVersion: '1.3.0', platformFamily: 'Linux' },
    { launchType: 'FARGATE', platformVersion: '1.4.0', platformFamily: 'Linux' },
  ]);
  expect((await described())?.deployments).toMatchObject([{ platformVersion: '1.4.0' }]);
});

describe('CreateService', () => {
  test('W-18 refuses load balancers in words of ECS, and creates nothing', async () => {
    const { client } = await createdService();
    const [first] = loadBalancers;

    const creating = client.send(
      new CreateServiceCommand({
        ...service,
        serviceName: 'other',
        taskDefinition: 'shop:1',
        loadBalancers: [first, first] as never,
      }),
    );

    await expect(creating).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `Duplicate targetGroupArn found: ${first?.targetGroupArn}`,
    });
  });
});

describe('DeleteService', () => {
  test('W-42 drains a service, which is INACTIVE from then on and can be created again', async () => {
    const { client, controller, described, create } = await createdService();

    const { service: deleted } = await client.send(new DeleteServiceCommand({ ...service, force: true }));

    expect(deleted).toMatchObject({ status: 'DRAINING', desiredCount: 0 });
    expect(await described()).toMatchObject({ status: 'INACTIVE', runningCount: 0, deployments: [] });
    await expect(client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }))).rejects.toMatchObject(
      { name: 'ServiceNotActiveException', message: 'Service was not ACTIVE.' },
    );
    expect(() => controller.startDeployment({ taskDefinition: 'shop:1', containerImages: [] })).toThrow();
    await create();
    expect(await described()).toMatchObject({ status: 'ACTIVE' });
  });

  test('W-42 refuses a service with tasks unless it is forced', async () => {
    const { client, described } = await createdService();

    await expect(client.send(new DeleteServiceCommand(service))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The service cannot be stopped while it is scaled above 0.',
    });
    expect(await described()).toMatchObject({ status: 'ACTIVE' });
  });

  test('W-42 refuses a service whose controller the host gave', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    await expect(
      client.send(new DeleteServiceCommand({ cluster: 'my-cluster', service: 'my-service', force: true })),
    ).rejects.toMatchObject({
      name: 'UnsupportedFeatureException',
      message: `the controller of ${controller.serviceArn} was given to startEcsApi, so only its host can end the service`,
    });
  });
});

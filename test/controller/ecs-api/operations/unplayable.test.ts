import {
  CreateServiceCommand,
  ListTasksCommand,
  UpdateServiceCommand,
  type UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { defaultLoadBalancer, defaultNames } from '../../../../src/controller/ecs/arns.ts';
import { newService, runningService } from '../../play.ts';
import { serve } from '../serve.ts';

const service = { service: 'my-service', cluster: 'my-cluster' };
const creation = { cluster: 'my-cluster', serviceName: 'my-service', taskDefinition: 'shop:1' };
const images = [{ containerName: 'shop', image: 'shop:1.9' }];

/** Members that the API cannot play, each as a request may have it. */
const unplayable: [member: string, value: unknown, message: string][] = [
  ['serviceRegistries', [{ registryArn: 'arn' }], 'serviceRegistries can only be [] here, or left out'],
  [
    'serviceConnectConfiguration',
    { enabled: true },
    'serviceConnectConfiguration can only be {"enabled":false} here, or left out',
  ],
  [
    'vpcLatticeConfigurations',
    [{ roleArn: 'arn', targetGroupArn: 'arn', portName: 'web' }],
    'vpcLatticeConfigurations can only be [] here, or left out',
  ],
  ['deploymentController', { type: 'CODE_DEPLOY' }, 'deploymentController.type is CODE_DEPLOY; write ECS'],
  ['deploymentController', { type: 'EXTERNAL' }, 'deploymentController.type is EXTERNAL; write ECS'],
  ['loadBalancers', [], "loadBalancers differ from those of the service's controller, which cannot be changed here"],
];

/** What many tools send with every request: what the service has, and what says nothing. */
const unchanged = {
  deploymentController: { type: 'ECS' },
  desiredCount: 3,
  gatewayConnectors: [],
  loadBalancers: [defaultLoadBalancer(defaultNames)],
  serviceConnectConfiguration: { enabled: false },
  serviceRegistries: [],
  vpcLatticeConfigurations: [],
} satisfies Partial<UpdateServiceRequest>;

/** Members that say where tasks run and what they are called. */
const withoutEffect = {
  availabilityZoneRebalancing: 'ENABLED',
  capacityProviderStrategy: [{ capacityProvider: 'FARGATE_SPOT' }],
  enableECSManagedTags: true,
  enableExecuteCommand: true,
  healthCheckGracePeriodSeconds: 60,
  networkConfiguration: { awsvpcConfiguration: { subnets: ['subnet-1'] } },
  placementConstraints: [],
  placementStrategy: [],
  platformVersion: 'LATEST',
  propagateTags: 'SERVICE',
  volumeConfigurations: [],
} satisfies Partial<UpdateServiceRequest>;

describe('CreateService', () => {
  test.for([...unplayable, ['schedulingStrategy', 'DAEMON', 'schedulingStrategy is DAEMON; write REPLICA']] as const)(
    'W-23 refuses %s %j, and creates nothing',
    async ([member, value, message]) => {
      const { controller } = newService();
      const { client } = await serve({ controllers: [controller], taskDefinitions: [{ family: 'shop', images }] });

      const creating = client.send(new CreateServiceCommand({ ...creation, [member]: value }));

      await expect(creating).rejects.toMatchObject({ name: 'UnsupportedFeatureException', message });
      expect(controller.listServiceDeployments()).toEqual([]);
    },
  );

  test('W-23 accepts what its controller has, and settings without an effect', async () => {
    const { controller } = newService();
    const { client } = await serve({ controllers: [controller], taskDefinitions: [{ family: 'shop', images }] });

    const { service: created } = await client.send(
      new CreateServiceCommand({
        ...creation,
        ...withoutEffect,
        ...unchanged,
        schedulingStrategy: 'REPLICA',
        launchType: 'FARGATE',
        clientToken: 'once',
        role: 'ecsServiceRole',
        tags: [{ key: 'team', value: 'shop' }],
      }),
    );

    expect(created).toMatchObject({ serviceArn: controller.serviceArn, schedulingStrategy: 'REPLICA' });
    expect(controller.listServiceDeployments()).toHaveLength(1);
  });

  test('W-18 refuses a service that no controller plays', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const creating = client.send(new CreateServiceCommand({ ...creation, serviceName: 'cart' }));

    await expect(creating).rejects.toMatchObject({
      name: 'UnsupportedFeatureException',
      message: expect.stringMatching(
        /no controller plays arn:aws:ecs:us-west-2:123456789012:service\/my-cluster\/cart/,
      ),
    });
  });
});

describe('UpdateService', () => {
  test.for(unplayable)('W-23 refuses %s %j, and deploys nothing', async ([member, value, message]) => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const updating = client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true, [member]: value }));

    await expect(updating).rejects.toMatchObject({ name: 'UnsupportedFeatureException', message });
    expect(controller.listServiceDeployments()).toHaveLength(1);
  });

  test('W-23 accepts what the service has, and settings without an effect', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const { service: updated } = await client.send(
      new UpdateServiceCommand({ ...service, ...withoutEffect, ...unchanged }),
    );

    expect(updated).toMatchObject({ desiredCount: 3 });
    expect(controller.listServiceDeployments()).toHaveLength(1);
  });
});

describe('ListTasks', () => {
  test.for([
    ['containerInstance', 'i-1'],
    ['daemonName', 'agent'],
  ] as const)('W-23 refuses to filter by %s', async ([filter, value]) => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const listing = client.send(new ListTasksCommand({ cluster: 'my-cluster', [filter]: value }));

    await expect(listing).rejects.toMatchObject({
      name: 'UnsupportedFeatureException',
      message: `${filter} cannot be filtered by here; filter by serviceName, family, launchType or startedBy`,
    });
  });
});

import {
  CreateServiceCommand,
  DeleteServiceCommand,
  type DeploymentConfiguration,
  DeregisterTaskDefinitionCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListTagsForResourceCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultLoadBalancer, defaultNames } from '../../../../src/controller/ecs/arns.ts';
import type { DeploymentConfigurationInput } from '../../../../src/controller/ecs/deployment-configuration.ts';
import { hookAt, newService, version } from '../../play.ts';
import { serve } from '../serve.ts';
import { polledRegion } from './polled-service.ts';

const cluster = 'my-cluster';
const service = { cluster, service: 'cart' };
const networkConfiguration = { awsvpcConfiguration: { subnets: ['subnet-1'], securityGroups: ['sg-1'] } };
const loadBalancers = [defaultLoadBalancer(defaultNames)];
const definition = {
  family: 'cart',
  networkMode: 'awsvpc' as const,
  cpu: '256',
  memory: '512',
  requiresCompatibilities: ['FARGATE' as const],
  containerDefinitions: [{ name: 'cart', image: 'cart:1', essential: true }],
};

async function described(client: ECSClient): Promise<Service> {
  const { services } = await client.send(
    new DescribeServicesCommand({ cluster, services: ['cart'], include: ['TAGS'] }),
  );
  return services?.[0] ?? {};
}

/** Each look lets 15 seconds pass. */
async function lookUntil(client: ECSClient, isSo: (service: Service) => boolean): Promise<Service> {
  for (;;) {
    const found = await described(client);
    if (isSo(found)) return found;
  }
}

const isStable = ({ deployments = [], runningCount, desiredCount }: Service) =>
  deployments.length === 1 && runningCount === desiredCount;

describe('the calls of other tools', () => {
  test('W-45 Terraform creates a service, finds no difference, updates it, drains it and deletes it', async () => {
    const { client } = await polledRegion();
    const registered = await client.send(new RegisterTaskDefinitionCommand({ ...definition, tags: [] }));
    const arn = registered.taskDefinition?.taskDefinitionArn ?? '';
    const input = {
      deploymentController: { type: 'ECS' as const },
      desiredCount: 2,
      enableECSManagedTags: false,
      enableExecuteCommand: false,
      healthCheckGracePeriodSeconds: 30,
      launchType: 'FARGATE' as const,
      loadBalancers,
      networkConfiguration,
      platformVersion: 'LATEST',
      propagateTags: 'NONE' as const,
      schedulingStrategy: 'REPLICA' as const,
      deploymentConfiguration: {
        strategy: 'BLUE_GREEN' as const,
        bakeTimeInMinutes: 0,
        maximumPercent: 200,
        minimumHealthyPercent: 100,
      },
    };
    await client.send(
      new CreateServiceCommand({
        ...input,
        cluster,
        serviceName: 'cart',
        taskDefinition: arn,
        clientToken: 'terraform-1',
      }),
    );
    const created = await lookUntil(client, isStable);

    expect(created).toMatchObject({ ...input, taskDefinition: arn, status: 'ACTIVE' });
    const read = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: arn, include: ['TAGS'] }));
    expect(read.taskDefinition).toMatchObject(definition);
    const { tags } = await client.send(new ListTagsForResourceCommand({ resourceArn: created.serviceArn }));
    expect(tags).toEqual([]);

    await client.send(new UpdateServiceCommand({ ...service, desiredCount: 3 }));
    expect(await lookUntil(client, ({ runningCount }) => runningCount === 3)).toMatchObject({ desiredCount: 3 });

    await client.send(new UpdateServiceCommand({ ...service, desiredCount: 0 }));
    await lookUntil(client, isStable);
    await client.send(new DeleteServiceCommand({ ...service, force: false }));
    expect((await described(client)).status).toBe('INACTIVE');
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn }));
    const { taskDefinitionArns } = await client.send(new ListTaskDefinitionsCommand({ familyPrefix: 'cart' }));
    expect(taskDefinitionArns).toEqual([]);
  });

  test('W-45 Terraform is asked to try again while a deployment is active', async () => {
    const { client } = await polledRegion();
    await client.send(
      new CreateServiceCommand({ cluster, serviceName: 'cart', taskDefinition: 'shop:1', desiredCount: 0 }),
    );

    await expect(client.send(new DeleteServiceCommand(service))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: 'The service cannot be stopped while deployments are active.',
    });
    await described(client);
    await described(client);
    await client.send(new DeleteServiceCommand(service));
  });

  test('W-45 ecspresso sends every attribute that it read, then the task definition, and waits', async () => {
    const { client } = await polledRegion();
    await client.send(
      new CreateServiceCommand({
        cluster,
        serviceName: 'cart',
        taskDefinition: 'shop:1',
        desiredCount: 2,
        loadBalancers,
        networkConfiguration,
        deploymentConfiguration: { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 0 },
      }),
    );
    const before = await lookUntil(client, isStable);
    const registered = await client.send(new RegisterTaskDefinitionCommand(definition));
    const taskDefinition = registered.taskDefinition?.taskDefinitionArn;

    const { service: attributes } = await client.send(new UpdateServiceCommand(everyAttributeOf(before)));
    await client.send(
      new TagResourceCommand({ resourceArn: before.serviceArn, tags: [{ key: 'team', value: 'shop' }] }),
    );
    await client.send(
      new UpdateServiceCommand({
        ...service,
        taskDefinition,
        desiredCount: before.desiredCount,
        forceNewDeployment: false,
      }),
    );
    const after = await lookUntil(client, isStable);

    expect(attributes).not.toHaveProperty('currentServiceDeployment');
    expect(after).toMatchObject({ taskDefinition, tags: [{ key: 'team', value: 'shop' }] });
    const { serviceDeployments } = await client.send(new ListServiceDeploymentsCommand(service));
    expect(serviceDeployments?.map(({ status }) => status)).toEqual(['SUCCESSFUL', 'SUCCESSFUL']);
  });

  test('W-45 CloudFormation creates a service and learns from its deployment that it failed', async () => {
    const { client } = await polledRegion({ hookStatus: 'FAILED' });
    const { service: created } = await client.send(
      new CreateServiceCommand({
        cluster,
        serviceName: 'cart',
        taskDefinition: 'shop:1',
        desiredCount: 1,
        loadBalancers,
        deploymentConfiguration: {
          strategy: 'BLUE_GREEN',
          bakeTimeInMinutes: 0,
          lifecycleHooks: [{ ...hookAt('POST_SCALE_UP'), hookDetails: '{"path":"/health"}' }] as never,
        },
      }),
    );
    const arn = created?.currentServiceDeployment ?? '';
    await lookUntil(client, ({ currentServiceDeployment }) => currentServiceDeployment === undefined);

    const { serviceDeployments } = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
    );

    expect(serviceDeployments).toMatchObject([
      {
        status: 'ROLLBACK_FAILED',
        rollback: { reason: expect.stringContaining('returned FAILED status.') },
        deploymentConfiguration: { lifecycleHooks: [{ hookDetails: '{"path":"/health"}' }] },
      },
    ]);
  });
});

test('W-45 what DescribeServices shows of a configuration can be sent back, and changes nothing', async () => {
  const configuration = fc.record(
    {
      strategy: fc.constantFrom('ROLLING', 'BLUE_GREEN', 'LINEAR', 'CANARY' as const),
      bakeTimeInMinutes: fc.constant(5),
      maximumPercent: fc.integer({ min: 100, max: 300 }),
      lifecycleHooks: fc.array(
        fc.constantFrom(
          hookAt('POST_SCALE_UP', { hookDetails: { path: '/health' } }),
          hookAt(['PRE_SCALE_UP', 'POST_SCALE_UP'], { timeoutConfiguration: { timeoutInMinutes: 9 } }),
          { targetType: 'PAUSE' as const, lifecycleStages: ['PRE_SCALE_UP' as const] },
        ),
        { maxLength: 4 },
      ),
      alarms: fc.record({ alarmNames: fc.array(fc.string()), enable: fc.boolean(), rollback: fc.boolean() }),
      deploymentCircuitBreaker: fc.record({ enable: fc.boolean(), rollback: fc.boolean() }),
    },
    { requiredKeys: ['strategy', 'bakeTimeInMinutes'] },
  );
  const ofStrategy = {
    ROLLING: {
      earlySuccessCriteria: { enable: true, healthyPercent: 100, sourceServiceRevisionCleanup: 'DEFERRED' },
    },
    BLUE_GREEN: {},
    LINEAR: { linearConfiguration: { stepPercent: 30, stepBakeTimeInMinutes: 1 } },
    CANARY: { canaryConfiguration: { canaryPercent: 0.1, canaryBakeTimeInMinutes: 1 } },
  } as const;
  const named = { cluster, service: 'my-service' };
  const shown = async (client: ECSClient) => {
    const { services } = await client.send(new DescribeServicesCommand({ cluster, services: ['my-service'] }));
    return services?.[0]?.deploymentConfiguration as DeploymentConfiguration;
  };

  await fc.assert(
    fc.asyncProperty(configuration, async (change) => {
      const { controller } = newService();
      await controller.deploy(version(1));
      const whole = { ...change, ...ofStrategy[change.strategy] };
      controller.updateDeploymentConfiguration(whole as DeploymentConfigurationInput);
      const { client } = await serve({ controllers: [controller] });
      const before = await shown(client);
      expect(before).toMatchObject(ofStrategy[change.strategy]);

      await client.send(new UpdateServiceCommand({ ...named, deploymentConfiguration: before }));

      expect(await shown(client)).toEqual(before);
      expect(controller.listServiceDeployments()).toHaveLength(1);
    }),
    { numRuns: 25 },
  );
});

/** What ecspresso's UpdateService has: every member of the described service that UpdateService has too. */
function everyAttributeOf(shown: Service) {
  return {
    ...service,
    capacityProviderStrategy: shown.capacityProviderStrategy,
    deploymentConfiguration: shown.deploymentConfiguration,
    desiredCount: shown.desiredCount,
    enableECSManagedTags: shown.enableECSManagedTags,
    enableExecuteCommand: shown.enableExecuteCommand,
    healthCheckGracePeriodSeconds: shown.healthCheckGracePeriodSeconds,
    loadBalancers: shown.loadBalancers,
    networkConfiguration: shown.networkConfiguration,
    placementConstraints: shown.placementConstraints as never,
    placementStrategy: shown.placementStrategy as never,
    platformVersion: shown.platformVersion,
    propagateTags: shown.propagateTags,
    serviceRegistries: shown.serviceRegistries,
  };
}

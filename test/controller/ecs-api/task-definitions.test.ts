import {
  DeregisterTaskDefinitionCommand,
  DescribeTaskDefinitionCommand,
  ListTaskDefinitionsCommand,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { runningService } from '../play.ts';
import { serve } from './serve.ts';

const arn = (name: string) => `arn:aws:ecs:us-west-2:123456789012:task-definition/${name}`;
const service = { service: 'my-service', cluster: 'my-cluster' };
const containerDefinitions = [
  { name: 'shop', image: 'shop:1.9', cpu: 256, environment: [{ name: 'COLOUR', value: 'green' }] },
  { name: 'proxy', image: 'envoy:1.40', essential: false },
];

async function served() {
  const { controller, clock } = await runningService();
  const { client } = await serve({ controllers: [controller] });
  const register = (family: string) => client.send(new RegisterTaskDefinitionCommand({ family, containerDefinitions }));
  return { controller, clock, client, register };
}

describe('RegisterTaskDefinition', () => {
  test('W-14 returns what it was given, with what ECS adds', async () => {
    const { client, clock } = await served();
    const given = {
      family: 'cart',
      cpu: '512',
      memory: '1024',
      networkMode: 'awsvpc' as const,
      requiresCompatibilities: ['FARGATE' as const],
      executionRoleArn: 'arn:aws:iam::123456789012:role/execution',
      containerDefinitions,
    };
    const tags = [{ key: 'team', value: 'shop' }];

    const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand({ ...given, tags }));
    const described = await client.send(
      new DescribeTaskDefinitionCommand({ taskDefinition: 'cart', include: ['TAGS'] }),
    );

    const added = { portMappings: [], mountPoints: [], volumesFrom: [], systemControls: [] };
    expect(taskDefinition).toEqual({
      ...given,
      taskDefinitionArn: arn('cart:1'),
      revision: 1,
      status: 'ACTIVE',
      volumes: [],
      placementConstraints: [],
      requiresAttributes: [],
      compatibilities: ['EC2', 'FARGATE'],
      registeredAt: clock.now(),
      containerDefinitions: [
        { ...added, essential: true, ...containerDefinitions[0] },
        { ...added, cpu: 0, environment: [], ...containerDefinitions[1] },
      ],
    });
    expect(described).toMatchObject({ taskDefinition, tags });
  });

  test.for(['two words', '', 'a'.repeat(256), 'shop:1'])('W-14 refuses the family %j', async (family) => {
    const { register } = await served();

    await expect(register(family)).rejects.toMatchObject({
      name: 'ClientException',
      message: `family is ${JSON.stringify(family)}; write up to 255 letters, digits, hyphens and underscores`,
    });
  });
});

describe('DeregisterTaskDefinition', () => {
  test('W-43 makes it INACTIVE: it can be described, and no longer deployed', async () => {
    const { client, register, controller } = await served();
    await register('shop');

    const { taskDefinition } = await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'shop:2' }));

    expect(taskDefinition).toMatchObject({ status: 'INACTIVE', deregisteredAt: expect.any(Date) });
    const latest = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'shop' }));
    expect(latest.taskDefinition).toMatchObject({ revision: 1, status: 'ACTIVE' });
    await expect(client.send(new UpdateServiceCommand({ ...service, taskDefinition: 'shop:2' }))).rejects.toMatchObject(
      { name: 'ClientException', message: 'TaskDefinition is inactive' },
    );
    expect(controller.listServiceDeployments()).toHaveLength(1);
  });

  test('W-43 leaves the service that uses it as it is', async () => {
    const { client } = await served();
    await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: arn('shop:1') }));

    const { service: updated } = await client.send(
      new UpdateServiceCommand({ ...service, taskDefinition: 'shop:1', forceNewDeployment: true }),
    );

    expect(updated).toMatchObject({ taskDefinition: arn('shop:1') });
  });

  test.for([
    ['shop', 'taskDefinition is shop; write its revision too, as in shop:1'],
    ['shop:9', 'The specified task definition does not exist.'],
  ] as const)('W-43 refuses %s', async ([taskDefinition, message]) => {
    const { client } = await served();

    await expect(client.send(new DeregisterTaskDefinitionCommand({ taskDefinition }))).rejects.toMatchObject({
      name: 'ClientException',
      message,
    });
  });
});

test('W-43 ListTaskDefinitions lists them by family and revision, status and page', async () => {
  const { client, register } = await served();
  for (const family of ['shop', 'cart', 'shop']) await register(family);
  await client.send(new DeregisterTaskDefinitionCommand({ taskDefinition: 'shop:2' }));
  const list = async (more: ConstructorParameters<typeof ListTaskDefinitionsCommand>[0] = {}) =>
    (await client.send(new ListTaskDefinitionsCommand(more))).taskDefinitionArns;

  expect(await list()).toEqual(['cart:1', 'shop:1', 'shop:3'].map(arn));
  expect(await list({ familyPrefix: 'shop', sort: 'DESC' })).toEqual(['shop:3', 'shop:1'].map(arn));
  expect(await list({ status: 'INACTIVE' })).toEqual([arn('shop:2')]);
  expect(await list({ maxResults: 1 })).toEqual([arn('cart:1')]);
});

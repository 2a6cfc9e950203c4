import {
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeServicesCommand,
  ListClustersCommand,
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { newService, runningService } from '../play.ts';
import { serve } from './serve.ts';

const named = { cluster: 'my-cluster', services: ['my-service'] };

describe('clusters', () => {
  test('W-35 are listed, each once', async () => {
    const [one, other] = [await runningService(), await runningService({ service: { service: 'other' } })];
    const { client } = await serve({ controllers: [one.controller, other.controller] });

    const { clusterArns } = await client.send(new ListClustersCommand({}));

    expect(clusterArns).toEqual([one.controller.clusterArn]);
  });

  test('W-35 are described with settings and tags if these are asked for', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const tags = [{ key: 'team', value: 'shop' }];
    await client.send(new TagResourceCommand({ resourceArn: controller.clusterArn, tags }));
    const describe = async (include: ('TAGS' | 'SETTINGS')[]) => {
      const { clusters } = await client.send(new DescribeClustersCommand({ clusters: ['my-cluster'], include }));
      return clusters?.[0];
    };

    expect(await describe([])).toMatchObject({ status: 'ACTIVE', capacityProviders: [], settings: [], tags: [] });
    expect(await describe(['TAGS', 'SETTINGS'])).toMatchObject({
      settings: [{ name: 'containerInsights', value: 'disabled' }],
      tags,
    });
  });
});

describe('tags of a service', () => {
  test('W-36 are those that it was created with and tagged with since, the later value of a key', async () => {
    const { controller } = newService();
    const taskDefinitions = [{ family: 'shop', images: [{ containerName: 'shop', image: 'shop:1' }] }];
    const { client } = await serve({ controllers: [controller], taskDefinitions });
    await client.send(
      new CreateServiceCommand({
        cluster: 'my-cluster',
        serviceName: 'my-service',
        taskDefinition: 'shop',
        tags: [
          { key: 'team', value: 'shop' },
          { key: 'stage', value: 'test' },
        ],
      }),
    );
    const resourceArn = controller.serviceArn;
    await client.send(new TagResourceCommand({ resourceArn, tags: [{ key: 'stage', value: 'prod' }] }));

    const expected = [
      { key: 'team', value: 'shop' },
      { key: 'stage', value: 'prod' },
    ];
    const { services } = await client.send(new DescribeServicesCommand({ ...named, include: ['TAGS'] }));
    expect(services?.[0]?.tags).toEqual(expected);
    expect(await client.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({ tags: expected });
    await client.send(new UntagResourceCommand({ resourceArn, tagKeys: ['team', 'unknown'] }));
    expect(await client.send(new ListTagsForResourceCommand({ resourceArn }))).toMatchObject({
      tags: [{ key: 'stage', value: 'prod' }],
    });
    const { services: without } = await client.send(new DescribeServicesCommand(named));
    expect(without?.[0]?.tags ?? []).toEqual([]);
  });

  test('W-36 cannot be given to anything else', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    await expect(
      client.send(new TagResourceCommand({ resourceArn: `${controller.clusterArn}0`, tags: [] })),
    ).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `${controller.clusterArn}0 is not the ARN of a service, cluster or task definition; only these have tags here`,
    });
  });
});

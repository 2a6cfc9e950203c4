import {
  ContinueServiceDeploymentCommand,
  CreateServiceCommand,
  DescribeClustersCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
  StopServiceDeploymentCommand,
  TagResourceCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/controller/clock/virtual-clock.ts';
import { createController } from '../../src/controller/controller.ts';
import type { Controller } from '../../src/controller/controller-api.ts';
import { serve } from '../controller/ecs-api/serve.ts';

const many = 300;
const cluster = 'my-cluster';
const web = { containerDefinitions: [{ name: 'web', image: 'shop/web:1' }] };
const asked = { cluster, service: 'service-200' };

/** Which members of which services a request reads. */
type Read = { service: string; member: string };

async function manyServices() {
  const clock = new VirtualClock();
  const reads: Read[] = [];
  const create = (service: string) =>
    createController({ clock, service: { service, cluster }, functions: () => undefined });
  const controllers = Array.from({ length: many }, (_, id) => create(`service-${id}`));
  const deployed = await Promise.all(
    controllers.map((controller) =>
      controller.deploy({ taskDefinition: 'web:1', containerImages: [{ containerName: 'web', image: 'shop/web:1' }] }),
    ),
  );
  const watched = controllers.map((controller, id) =>
    watch(controller, ({ member }) => reads.push({ service: `service-${id}`, member })),
  );
  const { client } = await serve({
    controllers: watched,
    createController: ({ service }) => watch(create(service), ({ member }) => reads.push({ service, member })),
  });
  reads.length = 0;
  return { client, reads, deployment: deployed[200] };
}

/** Reports what is read of a controller. */
function watch(controller: Controller, onRead: (read: { member: string }) => void): Controller {
  return new Proxy(controller, {
    get(target, member) {
      onRead({ member: String(member) });
      const value: unknown = Reflect.get(target, member, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

test('a request about one service reads that service and no other', async () => {
  const { client, reads, deployment } = await manyServices();
  const arns = [deployment?.serviceDeploymentArn ?? ''];
  const serviceArn = deployment?.serviceArn ?? '';
  const requests: Record<string, (client: ECSClient) => Promise<unknown>> = {
    describe: (to) => to.send(new DescribeServicesCommand({ cluster, services: [asked.service] })),
    describeByArn: (to) => to.send(new DescribeServicesCommand({ cluster, services: [serviceArn] })),
    list: (to) => to.send(new ListServiceDeploymentsCommand(asked)),
    deployment: (to) => to.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: arns })),
    revision: (to) =>
      to.send(
        new DescribeServiceRevisionsCommand({ serviceRevisionArns: [deployment?.targetServiceRevision.arn ?? ''] }),
      ),
    tasks: (to) => to.send(new ListTasksCommand({ cluster, serviceName: asked.service })),
    tag: (to) => to.send(new TagResourceCommand({ resourceArn: serviceArn, tags: [{ key: 'team', value: 'shop' }] })),
    update: (to) => to.send(new UpdateServiceCommand({ ...asked, taskDefinition: 'web:1', forceNewDeployment: true })),
    stop: (to) => to.send(new StopServiceDeploymentCommand({ serviceDeploymentArn: arns[0] })),
    continue: (to) =>
      to.send(
        new ContinueServiceDeploymentCommand({ serviceDeploymentArn: arns[0], hookId: 'hook-1', action: 'CONTINUE' }),
      ),
  };
  // The first question about a task definition that was not registered here reads all deployments, once.
  await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1' }));

  for (const [name, request] of Object.entries(requests)) {
    reads.length = 0;
    // A deployment that has ended can be neither stopped nor continued.
    await request(client).catch(({ name: error }) => expect(error).toMatch(/Conflict|InvalidParameter/));
    expect([name, [...new Set(reads.map(({ service }) => service))]]).toEqual([name, [asked.service]]);
    expect(reads.length).toBeLessThan(120);
  }
});

test('a request about task definitions asks each service only how many deployments it has had', async () => {
  const { client, reads } = await manyServices();
  const members = () => [...new Set(reads.splice(0).map(({ member }) => member))];

  await client.send(new RegisterTaskDefinitionCommand({ family: 'web', ...web }));
  expect(members()).toContain('describeServiceRevision');
  const { taskDefinition } = await client.send(new RegisterTaskDefinitionCommand({ family: 'web', ...web }));
  expect(taskDefinition?.revision).toBe(3);
  expect(members()).toEqual(['deploymentCount']);
  await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:2' }));
  expect(members()).toEqual([]);
});

test('a service is created among many, listed last, counted in its cluster, and found by its ARN', async () => {
  const { client, reads } = await manyServices();
  await client.send(new DescribeTaskDefinitionCommand({ taskDefinition: 'web:1' }));
  reads.length = 0;

  await client.send(
    new CreateServiceCommand({ cluster, serviceName: 'new', taskDefinition: 'web:1', desiredCount: 1 }),
  );

  expect(new Set(reads.map(({ service }) => service))).toEqual(new Set(['new']));
  const listed: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new ListServicesCommand({ cluster, maxResults: 100, nextToken }));
    listed.push(...(page.serviceArns ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(listed).toHaveLength(many + 1);
  expect(listed.at(-1)).toMatch(/service\/my-cluster\/new$/);
  const { clusters } = await client.send(new DescribeClustersCommand({ clusters: [cluster] }));
  expect(clusters).toMatchObject([{ activeServicesCount: many + 1, runningTasksCount: many * 3 }]);
  const { services } = await client.send(new DescribeServicesCommand({ cluster, services: [listed.at(-1) ?? ''] }));
  expect(services).toMatchObject([{ serviceName: 'new' }]);
});

test('two controllers of one service are refused, and so is none', async () => {
  const twin = () => createController({ service: { service: 'twin' }, functions: () => undefined });

  await expect(serve({ controllers: [twin(), twin()] })).rejects.toThrow(
    'controllers has 2 for 1 services; give one for each',
  );
  await expect(serve({ controllers: [] })).rejects.toThrow('controllers is empty; give at least one');
});

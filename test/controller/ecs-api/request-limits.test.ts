import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  DescribeTasksCommand,
  type ECSClient,
  ListServiceDeploymentsCommand,
  ListServicesCommand,
  ListTasksCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { operations } from '../../../src/controller/ecs-api/answer-request.ts';
import { RequestRates } from '../../../src/controller/ecs-api/request-rates.ts';
import { newService, runningService, version } from '../play.ts';
import { ask, serve } from './serve.ts';

const cluster = 'my-cluster';
const service = { service: 'my-service', cluster };
const names = (count: number) => Array.from({ length: count }, (_, index) => `x${index}`);

/** How many elements each operation can describe at once, and how to ask for missing ones. */
const describers = [
  {
    what: 'service deployments',
    most: 20,
    missing: async (client: ECSClient, serviceDeploymentArns: string[]) =>
      (await client.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns }))).failures,
  },
  {
    what: 'service revisions',
    most: 20,
    missing: async (client: ECSClient, serviceRevisionArns: string[]) =>
      (await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns }))).failures,
  },
  {
    what: 'services',
    most: 10,
    missing: async (client: ECSClient, services: string[]) =>
      (await client.send(new DescribeServicesCommand({ cluster, services }))).failures,
  },
  {
    what: 'tasks',
    most: 100,
    missing: async (client: ECSClient, tasks: string[]) =>
      (await client.send(new DescribeTasksCommand({ cluster, tasks }))).failures,
  },
] as const;

describe.for(describers)('$what', ({ most, missing }) => {
  test('W-10 can be described one at a time, and as many at once as the limit allows', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    expect(await missing(client, names(1))).toMatchObject([{ reason: 'MISSING' }]);
    expect(await missing(client, names(most))).toHaveLength(most);
  });

  test('W-10 are refused if there is one more, or none', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    await expect(missing(client, names(most + 1))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: expect.stringContaining(`has ${most + 1} `),
    });
    await expect(missing(client, [])).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a page', () => {
  test.for([
    ['ListServiceDeployments', service],
    ['ListServices', { cluster }],
    ['ListTasks', { cluster }],
  ] as const)('W-11 of %s has 1 to 100 elements', async ([operation, request]) => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });
    const list = (maxResults: number) => ask(endpoint, operation, { ...request, maxResults });

    expect((await list(1)).status).toBe(200);
    expect((await list(100)).status).toBe(200);
    for (const maxResults of [0, -1, 1.5, 101]) {
      expect(await list(maxResults)).toEqual({
        status: 400,
        body: {
          __type: 'InvalidParameterException',
          message: `maxResults is ${maxResults}; write a whole number from 1 to 100`,
        },
      });
    }
  });

  test('W-11 has 20 deployments by default', async () => {
    const { controller } = await runningService();
    for (const number of names(20).keys()) await controller.deploy(version(number + 2));
    const { client } = await serve({ controllers: [controller] });

    const first = await client.send(new ListServiceDeploymentsCommand(service));
    const second = await client.send(new ListServiceDeploymentsCommand({ ...service, nextToken: first.nextToken }));

    expect([first, second].map(({ serviceDeployments }) => serviceDeployments?.length)).toEqual([20, 1]);
  });

  test('W-11 has no token if it is the last one', async () => {
    const { controller } = await runningService();
    await controller.deploy(version(2));
    const { client } = await serve({ controllers: [controller] });

    const page = await client.send(new ListServiceDeploymentsCommand({ ...service, maxResults: 2 }));

    expect(page.serviceDeployments).toHaveLength(2);
    expect(page).not.toHaveProperty('nextToken');
  });

  test('W-11 has 10 services by default', async () => {
    const controllers = names(11).map((name) => newService({ service: { service: name } }).controller);
    for (const controller of controllers) controller.startDeployment(version(1));
    const { client } = await serve({ controllers });

    const first = await client.send(new ListServicesCommand({ cluster }));
    const second = await client.send(new ListServicesCommand({ cluster, nextToken: first.nextToken }));

    expect([first, second].map(({ serviceArns }) => serviceArns?.length)).toEqual([10, 1]);
  });

  test('W-11 has 100 tasks by default', async () => {
    const { controller } = await runningService({ service: { desiredCount: 101 } });
    const { client } = await serve({ controllers: [controller] });

    const first = await client.send(new ListTasksCommand({ cluster }));
    const second = await client.send(new ListTasksCommand({ cluster, nextToken: first.nextToken }));

    expect([first, second].map(({ taskArns }) => taskArns?.length)).toEqual([100, 1]);
  });

  test('W-11 has an opaque token', async () => {
    const { controller } = await runningService();
    await controller.deploy(version(2));
    const { client } = await serve({ controllers: [controller] });

    const { nextToken } = await client.send(new ListServiceDeploymentsCommand({ ...service, maxResults: 1 }));

    expect(nextToken).toMatch(/^[\w-]+$/);
    expect(nextToken).not.toContain('service');
  });
});

describe('W-48 an API that throttles', () => {
  test('answers as many requests as AWS documents: 50 at first and 20 each second, for the actions that share a bucket', async () => {
    const { controller, clock } = await runningService();
    const { endpoint } = await serve({ controllers: [controller], throttles: true });
    const list = async () => (await ask(endpoint, 'ListServiceDeployments', service)).status;
    const describeOnes = async () =>
      (await ask(endpoint, 'DescribeServiceDeployments', { serviceDeploymentArns: ['x'] })).status;
    const answered = async (request: () => Promise<number>) => {
      let count = 0;
      while ((await request()) === 200) count += 1;
      return count;
    };

    expect(await answered(list)).toBe(50);
    expect(await answered(describeOnes)).toBe(0);
    await clock.advance(1000);
    expect([await describeOnes(), await answered(list)]).toEqual([200, 19]);
    await clock.advance(60_000);
    expect(await answered(describeOnes)).toBe(50);
    // Another bucket.
    expect((await ask(endpoint, 'DescribeServices', { cluster, services: ['my-service'] })).status).toBe(200);
  });

  test('refuses as ECS does', async () => {
    const { controller } = await runningService();
    const { endpoint, client, answers } = await serve({ controllers: [controller], throttles: true });
    const update = () => ask(endpoint, 'UpdateService', { ...service, desiredCount: 3 });
    for (let count = 0; count < 50; count += 1) expect((await update()).status).toBe(200);

    expect(await update()).toEqual({
      status: 400,
      body: { __type: 'ThrottlingException', message: 'Rate exceeded' },
    });
    await expect(client.send(new UpdateServiceCommand(service))).rejects.toMatchObject({
      name: 'ThrottlingException',
      message: 'Rate exceeded',
      $metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
    });
    expect(answers.at(-1)).toMatchObject({ operation: 'UpdateService', error: { code: 'ThrottlingException' } });
  });

  test('has a bucket for every operation that it answers', () => {
    const rates = new RequestRates(() => new Date());

    for (const name of operations.keys()) rates.take(name);
    expect(() => rates.take('RunTask')).toThrow('RunTask has no bucket');
  });

  test('answers any number of requests unless it is asked to', async () => {
    const { controller } = await runningService();
    const { endpoint } = await serve({ controllers: [controller] });
    for (let count = 0; count < 60; count += 1) {
      expect((await ask(endpoint, 'ListServiceDeployments', service)).status).toBe(200);
    }
  });
});

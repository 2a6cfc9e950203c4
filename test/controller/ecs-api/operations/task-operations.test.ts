import { DescribeTasksCommand, ListTasksCommand } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { deploymentIdOf } from '../../../../src/controller/ecs/event-bridge.ts';
import { runningService, version } from '../../play.ts';
import { serve } from '../serve.ts';

const shop = (revision: number) => `arn:aws:ecs:us-west-2:123456789012:task-definition/shop:${revision}`;

describe('tasks', () => {
  test('W-15 are listed and described while they run', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const { taskArns = [] } = await client.send(
      new ListTasksCommand({ cluster: 'my-cluster', serviceName: 'my-service' }),
    );
    const id = taskArns[0]?.slice(-32) ?? '';
    const { tasks, failures } = await client.send(
      new DescribeTasksCommand({ cluster: 'my-cluster', tasks: [id, 'gone'] }),
    );

    expect(taskArns).toHaveLength(3);
    expect(tasks).toMatchObject([
      {
        ...{ taskArn: taskArns[0], lastStatus: 'RUNNING', taskDefinitionArn: shop(1), group: 'service:my-service' },
        ...{ launchType: 'FARGATE', platformVersion: 'LATEST' },
      },
    ]);
    expect(failures).toEqual([{ arn: 'arn:aws:ecs:us-west-2:123456789012:task/my-cluster/gone', reason: 'MISSING' }]);
  });

  test('W-15 double while both revisions run', async () => {
    const { controller, clock } = await runningService();
    controller.startDeployment(version(2));
    await clock.advance(60_000);
    const { client } = await serve({ controllers: [controller] });

    const { taskArns } = await client.send(new ListTasksCommand({ cluster: 'my-cluster' }));

    expect(new Set(taskArns).size).toBe(6);
  });

  test('W-15 that start are PENDING, and have their containers', async () => {
    const { controller, clock } = await runningService();
    const { serviceRevisionArn } = controller.startDeployment(version(2));
    await clock.advance(22_000);
    const { client } = await serve({ controllers: [controller] });
    const startedBy = `ecs-svc/${serviceRevisionArn.split('/').at(-1)}`;
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster: 'my-cluster', startedBy }));

    const { tasks } = await client.send(new DescribeTasksCommand({ cluster: 'my-cluster', tasks: taskArns }));

    expect(tasks?.map(({ lastStatus, healthStatus }) => `${lastStatus} ${healthStatus}`)).toEqual([
      'RUNNING HEALTHY',
      'PENDING UNKNOWN',
      'PENDING UNKNOWN',
    ]);
    expect(tasks?.[0]?.containers).toMatchObject([{ name: 'shop', taskArn: taskArns[0], lastStatus: 'RUNNING' }]);
  });

  test.each([
    [{ family: 'shop' }, 3],
    [{ family: 'cart' }, 0],
    [{ launchType: 'FARGATE' as const }, 3],
    [{ launchType: 'EC2' as const }, 0],
    [{ startedBy: 'ecs-svc/1' }, 0],
  ])('W-15 are filtered by %j', async (filter, count) => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const { taskArns } = await client.send(new ListTasksCommand({ cluster: 'my-cluster', ...filter }));

    expect(taskArns).toHaveLength(count);
  });

  test.each([
    [{ startedBy: 'ecs-svc/1', family: 'shop' }, 'startedBy'],
    [{ startedBy: 'ecs-svc/1', serviceName: 'my-service' }, 'startedBy'],
    [{ startedBy: 'ecs-svc/1', launchType: 'FARGATE' as const }, 'startedBy'],
    [{ startedBy: 'ecs-svc/1', desiredStatus: 'RUNNING' as const }, 'startedBy'],
    [{ serviceName: 'my-service', family: 'shop' }, 'serviceName'],
    [{ serviceName: 'my-service', containerInstance: 'i1' }, 'serviceName'],
  ])('W-46 filters that ECS takes only alone are refused in its words: %j', async (filters, named) => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    await expect(client.send(new ListTasksCommand({ cluster: 'my-cluster', ...filters }))).rejects.toMatchObject({
      name: 'InvalidParameterException',
      message: `cannot specify ${named} with other arguments`,
    });
  });

  test.each([
    [{ serviceName: 'my-service', desiredStatus: 'RUNNING' as const, launchType: 'FARGATE' as const }],
    [{ family: 'shop', desiredStatus: 'RUNNING' as const, launchType: 'FARGATE' as const }],
  ])('W-46 others may be combined: %j', async (filters) => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const { taskArns } = await client.send(new ListTasksCommand({ cluster: 'my-cluster', ...filters }));

    expect(taskArns).toHaveLength(3);
  });

  test('W-15 show since when they are there and since when they are healthy, even when they have stopped', async () => {
    const { controller, clock } = await runningService({ service: { desiredCount: 2 } });
    const { client } = await serve({ controllers: [controller] });
    const begun = clock.now().getTime();
    const { serviceRevisionArn } = controller.startDeployment(version(2));
    const startedBy = deploymentIdOf(serviceRevisionArn);
    await clock.advance(22_000);
    const { taskArns: tasks = [] } = await client.send(new ListTasksCommand({ cluster: 'my-cluster', startedBy }));
    const seconds = async () => {
      const described = await client.send(new DescribeTasksCommand({ cluster: 'my-cluster', tasks }));
      const since = (at?: Date) => (at ? (at.getTime() - begun) / 1000 : undefined);
      return described.tasks?.map(({ createdAt, startedAt }) => [since(createdAt), since(startedAt)]);
    };

    // One task is healthy after 20 seconds, and the next after 25.
    expect(await seconds()).toEqual([
      [0, 20],
      [0, undefined],
    ]);
    await clock.advance(60_000);
    const running = await seconds();
    await controller.deploy(version(3));

    expect(running).toEqual([
      [0, 20],
      [0, 25],
    ]);
    expect(await seconds()).toEqual(running);
  });

  test('W-15 are shown for an hour after they have stopped, with the reason', async () => {
    const { controller, clock } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const list = async (desiredStatus: 'RUNNING' | 'STOPPED') =>
      (await client.send(new ListTasksCommand({ cluster: 'my-cluster', desiredStatus }))).taskArns ?? [];
    const describe = (tasks: string[]) => client.send(new DescribeTasksCommand({ cluster: 'my-cluster', tasks }));
    const before = await list('RUNNING');
    const blue = controller.controls.primaryRevisionArn() ?? '';

    await controller.deploy(version(2));
    const stoppedAt = clock.now();

    const now = await list('RUNNING');
    expect(now.filter((arn) => before.includes(arn))).toEqual([]);
    expect(now).toHaveLength(3);
    expect((await list('STOPPED')).toSorted()).toEqual(before.toSorted());
    const { tasks = [], failures } = await describe(before);
    expect(failures).toEqual([]);
    expect(tasks.map(({ taskArn }) => taskArn)).toEqual(before);
    for (const task of tasks) {
      expect(task).toMatchObject({
        ...{ lastStatus: 'STOPPED', desiredStatus: 'STOPPED', stopCode: 'ServiceSchedulerInitiated' },
        stoppedReason: `Scaling activity initiated by (deployment ${deploymentIdOf(blue)})`,
        startedBy: deploymentIdOf(blue),
        containers: [{ name: 'shop', lastStatus: 'STOPPED', exitCode: 0 }],
      });
      expect(task.stoppedAt?.getTime()).toBeLessThanOrEqual(stoppedAt.getTime());
    }

    await clock.advance(3_600_001);
    expect(await list('STOPPED')).toEqual([]);
    expect((await describe(before)).failures).toEqual(before.map((arn) => ({ arn, reason: 'MISSING' })));
  });

  test('W-15 that run again are shown as running, and those that failed as stopped', async () => {
    const { controller, clock } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const { taskArns = [] } = await client.send(new ListTasksCommand({ cluster: 'my-cluster' }));
    const statuses = async () =>
      (await client.send(new DescribeTasksCommand({ cluster: 'my-cluster', tasks: taskArns }))).tasks?.map(
        ({ lastStatus }) => lastStatus,
      );
    controller.updateService({ desiredCount: 1 });
    await clock.advance(600_000);
    expect(await statuses()).toEqual(['RUNNING', 'STOPPED', 'STOPPED']);
    controller.updateService({ desiredCount: 3 });
    await clock.advance(600_000);
    expect(await statuses()).toEqual(['RUNNING', 'RUNNING', 'RUNNING']);

    controller.controls.setFaults({ 'task-failure': [1] });
    await controller.deploy(version(2));
    const stopped = controller.stoppedTasks().filter(({ stopCode }) => stopCode === 'EssentialContainerExited');
    expect(stopped).toMatchObject([{ exitCode: 1, hasRun: true, stoppedReason: 'Essential container in task exited' }]);
  });

  test('W-15 of another cluster are neither listed nor described', async () => {
    const { controller } = await runningService();
    const other = await runningService({ service: { cluster: 'other', service: 'my-service', desiredCount: 2 } });
    const { client } = await serve({ controllers: [controller, other.controller] });
    const list = async (cluster: string) => (await client.send(new ListTasksCommand({ cluster }))).taskArns ?? [];

    const [mine, others] = [await list('my-cluster'), await list('other')];
    const { tasks, failures } = await client.send(new DescribeTasksCommand({ cluster: 'my-cluster', tasks: others }));

    expect(mine).toHaveLength(3);
    expect(others).toHaveLength(2);
    for (const arn of mine) expect(arn).toContain(':task/my-cluster/');
    for (const arn of others) expect(arn).toContain(':task/other/');
    expect(tasks).toEqual([]);
    expect(failures).toEqual(others.map((arn) => ({ arn, reason: 'MISSING' })));
  });

  test('W-15 of another service are not listed with those of one', async () => {
    const { controller } = await runningService();
    const cart = await runningService({ service: { service: 'cart', desiredCount: 2 } });
    const { client } = await serve({ controllers: [controller, cart.controller] });
    const list = async (serviceName?: string) =>
      (await client.send(new ListTasksCommand({ cluster: 'my-cluster', serviceName }))).taskArns;

    expect(await list('cart')).toHaveLength(2);
    expect(await list('my-service')).toHaveLength(3);
    expect(await list()).toHaveLength(5);
  });

  test('W-15 keep their ids while they run, and are found by ARN', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const list = async () => (await client.send(new ListTasksCommand({ cluster: 'my-cluster' }))).taskArns ?? [];

    const arns = await list();
    const { tasks, failures } = await client.send(new DescribeTasksCommand({ cluster: 'my-cluster', tasks: arns }));

    expect(await list()).toEqual(arns);
    expect(tasks?.map(({ taskArn }) => taskArn)).toEqual(arns);
    expect(failures).toEqual([]);
    for (const arn of arns) expect(arn).toMatch(/^arn:aws:ecs:us-west-2:123456789012:task\/my-cluster\/[0-9a-f]{32}$/);
  });

  test('W-15 never have the desired status PENDING', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const { taskArns } = await client.send(new ListTasksCommand({ cluster: 'my-cluster', desiredStatus: 'PENDING' }));

    expect(taskArns).toEqual([]);
  });

  test('W-15 are listed page after page, each once', async () => {
    const { controller } = await runningService({ service: { desiredCount: 5 } });
    const { client } = await serve({ controllers: [controller] });
    const list = (nextToken?: string) =>
      client.send(new ListTasksCommand({ cluster: 'my-cluster', maxResults: 2, nextToken }));

    const first = await list();
    const second = await list(first.nextToken);
    const third = await list(second.nextToken);

    expect([first, second, third].map(({ taskArns }) => taskArns?.length)).toEqual([2, 2, 1]);
    expect(new Set([first, second, third].flatMap(({ taskArns }) => taskArns ?? [])).size).toBe(5);
    expect(third).not.toHaveProperty('nextToken');
  });
});

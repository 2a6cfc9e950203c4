import { readFileSync } from 'node:fs';
import {
  ContinueServiceDeploymentCommand,
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  ListServiceDeploymentsCommand,
  StopServiceDeploymentCommand,
} from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { ControllerError } from '../../../../src/controller/controller-error.ts';
import { newService, runningService, version } from '../../play.ts';
import { ask, serve } from '../serve.ts';

const service = { service: 'my-service', cluster: 'my-cluster' };

const configurationDefaults = {
  maximumPercent: 200,
  minimumHealthyPercent: 100,
  deploymentCircuitBreaker: {
    enable: false,
    rollback: false,
    resetOnHealthyTask: true,
    thresholdConfiguration: { type: 'BOUNDED_PERCENT', value: 50 },
  },
};

describe('DescribeServiceDeployments', () => {
  test('W-01 returns the description of the controller, to the last member', async () => {
    const { controller } = await runningService();
    const { serviceDeploymentArn } = await controller.deploy(version(2));
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
    );

    const described = controller.describeServiceDeployment(serviceDeploymentArn);
    const deploymentConfiguration = { ...configurationDefaults, ...described.deploymentConfiguration };
    expect(answer.serviceDeployments).toEqual([{ ...described, deploymentConfiguration }]);
    expect(answer.serviceDeployments?.[0]).toMatchObject({ status: 'SUCCESSFUL', startedAt: expect.any(Date) });
    expect(answer.failures).toEqual([]);
  });

  test('W-01 returns the stage and the hooks of a running deployment', async () => {
    const pause = { targetType: 'PAUSE' as const, lifecycleStages: ['POST_SCALE_UP' as const] };
    const { controller, clock } = newService({ configuration: { lifecycleHooks: [pause] } });
    const { serviceDeploymentArn } = controller.startDeployment(version(1));
    await clock.advance(60_000);
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
    );

    expect(answer.serviceDeployments).toMatchObject([controller.describeServiceDeployment(serviceDeploymentArn)]);
    expect(answer.serviceDeployments?.[0]).toMatchObject({
      lifecycleStage: 'POST_SCALE_UP',
      lifecycleHookDetails: [{ targetType: 'PAUSE', status: 'AWAITING_ACTION', expiresAt: expect.any(Date) }],
    });
  });

  test.each([
    {
      example: 'pending',
      names: { cluster: 'example', service: 'sd-example' },
      configuration: { strategy: 'ROLLING' },
      after: 0,
      examplesOwn: {},
    },
    {
      example: 'paused',
      names: { region: 'us-east-1', cluster: 'MyCluster', service: 'MyService' },
      configuration: {
        strategy: 'BLUE_GREEN',
        lifecycleHooks: [
          {
            targetType: 'PAUSE',
            lifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'],
            timeoutConfiguration: { timeoutInMinutes: 60 },
          },
        ],
      },
      after: 60,
      // The example pauses after production has moved to a revision whose second task is not healthy, which nothing here does.
      examplesOwn: { runningTaskCount: 2, pendingTaskCount: 0 },
    },
  ] as const)('W-01 returns every member of the published $example example, with its values', async (row) => {
    const file = `../../../../events/api-describe-service-deployments.${row.example}.sdk-example.json`;
    const published = JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'));
    const [example] = published.serviceDeployments;
    const { controller, clock } = newService({
      service: { ...row.names, account: '123456789012', desiredCount: 2 },
      configuration: {
        bakeTimeInMinutes: 0,
        deploymentCircuitBreaker: { enable: true, rollback: true },
        minimumHealthyPercent: 100,
        maximumPercent: 200,
        ...row.configuration,
      },
    });
    const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(1));
    if (row.after > 0) await clock.advance(row.after * 1000);
    const { endpoint } = await serve({ controllers: [controller] });

    const { body } = await ask(endpoint, 'DescribeServiceDeployments', {
      serviceDeploymentArns: [serviceDeploymentArn],
    });

    const hookId = controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails[0]?.hookId;
    const [pause] = example.lifecycleHookDetails ?? [];
    const text = JSON.stringify(body)
      .replaceAll(serviceDeploymentArn, example.serviceDeploymentArn)
      .replaceAll(serviceRevisionArn, example.targetServiceRevision.arn)
      .replaceAll(hookId ?? 'no hook', pause?.hookId);
    // On the wire times are seconds since 1970; the examples show them as strings.
    const number = expect.any(Number);
    expect(JSON.parse(text)).toMatchObject({
      ...published,
      serviceDeployments: [
        {
          ...example,
          updatedAt: number,
          targetServiceRevision: { ...example.targetServiceRevision, ...row.examplesOwn },
          ...(pause && { lifecycleHookDetails: [{ ...pause, expiresAt: number }] }),
        },
      ],
    });
  });

  test('W-09 finds each deployment at its own service, and repeats none', async () => {
    const shop = await runningService();
    const cart = await runningService({ service: { service: 'cart' } });
    const arns = [cart, shop].map(
      ({ controller }) => controller.listServiceDeployments()[0]?.serviceDeploymentArn ?? '',
    );
    const { client } = await serve({ controllers: [shop.controller, cart.controller] });

    const answer = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...arns, ...arns] }),
    );

    expect(answer.serviceDeployments?.map(({ serviceArn }) => serviceArn)).toEqual([
      cart.controller.serviceArn,
      shop.controller.serviceArn,
    ]);
    expect(answer.failures).toEqual([]);
  });

  test.each([new TypeError('of ours'), new ControllerError('CLOSED', 'the controller was closed')])(
    'W-05 does not report a deployment as missing on %s',
    async (problem) => {
      const { controller } = await runningService();
      const [{ serviceDeploymentArn } = { serviceDeploymentArn: '' }] = controller.listServiceDeployments();
      const { client, answers } = await serve({ controllers: [controller] });
      controller.describeServiceDeployment = () => {
        throw problem;
      };

      const describing = client.send(
        new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
      );

      await expect(describing).rejects.toMatchObject({ name: 'ServerException', $metadata: { httpStatusCode: 500 } });
      expect(answers[0]?.error?.cause).toBe(problem);
    },
  );

  test('W-09 reports missing deployments next to the existing ones', async () => {
    const { controller } = await runningService();
    const [{ serviceDeploymentArn } = { serviceDeploymentArn: '' }] = controller.listServiceDeployments();
    const missing = [`${serviceDeploymentArn.slice(0, -4)}none`, serviceDeploymentArn.replace('my-service', 'other')];
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(
      new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [...missing, serviceDeploymentArn] }),
    );

    expect(answer.failures).toEqual(missing.map((arn) => ({ arn, reason: 'MISSING' })));
    expect(answer.serviceDeployments).toHaveLength(1);
  });
});

describe('DescribeServiceRevisions', () => {
  test('W-01 returns images and target groups, and the ARN of the task definition', async () => {
    const { controller } = await runningService();
    const arn = controller.controls.primaryRevisionArn() ?? '';
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [arn, `${arn}0`] }));

    expect(answer.serviceRevisions).toMatchObject([
      {
        ...controller.describeServiceRevision(arn),
        taskDefinition: 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:1',
      },
    ]);
    expect(answer.failures).toEqual([{ arn: `${arn}0`, reason: 'MISSING' }]);
  });
});

describe('ListServiceDeployments', () => {
  test('W-12 returns the newest first, as the controller does', async () => {
    const { controller } = await runningService();
    await controller.deploy(version(2));
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(new ListServiceDeploymentsCommand(service));

    expect(answer.serviceDeployments).toEqual(controller.listServiceDeployments());
    expect(answer.serviceDeployments).toHaveLength(2);
    expect(answer).not.toHaveProperty('nextToken');
  });

  test('W-07 finds the service by its ARN alone', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(new ListServiceDeploymentsCommand({ service: controller.serviceArn }));

    expect(answer.serviceDeployments).toHaveLength(1);
  });

  test('W-12 filters by status and by time of creation', async () => {
    const { controller, clock } = await runningService();
    const afterFirst = clock.now();
    await clock.advance(60_000);
    controller.startDeployment(version(2));
    const { client } = await serve({ controllers: [controller] });
    const list = async (filter: object) => {
      const answer = await client.send(new ListServiceDeploymentsCommand({ ...service, ...filter }));
      return answer.serviceDeployments?.map(({ status }) => status);
    };

    expect(await list({ status: ['PENDING'] })).toEqual(['PENDING']);
    expect(await list({ status: ['SUCCESSFUL', 'PENDING'] })).toEqual(['PENDING', 'SUCCESSFUL']);
    expect(await list({ status: ['STOPPED'] })).toEqual([]);
    expect(await list({ createdAt: { after: afterFirst } })).toEqual(['PENDING']);
    expect(await list({ createdAt: { before: afterFirst } })).toEqual(['SUCCESSFUL']);
  });

  test('W-12 includes a deployment that was created exactly at the bound', async () => {
    const { controller, clock } = await runningService();
    await clock.advance(60_000);
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    const { createdAt } = controller.describeServiceDeployment(serviceDeploymentArn);
    const { client } = await serve({ controllers: [controller] });
    const list = async (seconds: { after?: number; before?: number }) => {
      const bounds = Object.entries(seconds).map(([name, by]) => [name, new Date(createdAt.getTime() + by * 1000)]);
      const filter = { ...service, createdAt: Object.fromEntries(bounds) };
      const answer = await client.send(new ListServiceDeploymentsCommand(filter));
      return answer.serviceDeployments?.map((deployment) => deployment.serviceDeploymentArn);
    };

    expect(await list({ after: 0, before: 0 })).toEqual([serviceDeploymentArn]);
    expect(await list({ after: 1 })).toEqual([]);
    expect(await list({ after: -1, before: -0.001 })).toEqual([]);
  });

  test('W-12 refuses an unknown status', async () => {
    const { controller } = await runningService();
    const { client } = await serve({ controllers: [controller] });
    const list = client.send(new ListServiceDeploymentsCommand({ ...service, status: ['DONE' as 'STOPPED'] }));

    await expect(list).rejects.toMatchObject({ name: 'InvalidParameterException', message: /status is DONE/ });
  });

  test('W-11 returns page after page, each deployment once', async () => {
    const { controller } = await runningService();
    for (const number of [2, 3, 4, 5]) await controller.deploy(version(number));
    const { client } = await serve({ controllers: [controller] });

    const pages: (string | undefined)[][] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(new ListServiceDeploymentsCommand({ ...service, maxResults: 2, nextToken }));
      pages.push((page.serviceDeployments ?? []).map((each) => each.serviceDeploymentArn));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);

    expect(pages.map((page) => page.length)).toEqual([2, 2, 1]);
    expect(pages.flat()).toEqual(controller.listServiceDeployments().map((each) => each.serviceDeploymentArn));
  });
});

describe('StopServiceDeployment', () => {
  test('W-19 rolls a running deployment back', async () => {
    const { controller, clock } = await runningService();
    const { serviceDeploymentArn } = controller.startDeployment(version(2));
    await clock.advance(1000);
    const { client } = await serve({ controllers: [controller] });

    const answer = await client.send(new StopServiceDeploymentCommand({ serviceDeploymentArn, stopType: 'ROLLBACK' }));

    expect(answer.serviceDeploymentArn).toBe(serviceDeploymentArn);
    expect((await controller.waitForDeployment(serviceDeploymentArn)).status).toBe('ROLLBACK_SUCCESSFUL');
  });
});

describe('ContinueServiceDeployment', () => {
  test('W-19 answers a pause hook', async () => {
    const { client, controller, serviceDeploymentArn, hookId } = await paused();

    const answer = await client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId }));

    expect(answer.serviceDeploymentArn).toBe(serviceDeploymentArn);
    expect((await controller.waitForDeployment(serviceDeploymentArn)).status).toBe('SUCCESSFUL');
  });

  test('W-19 rolls back if the request says so', async () => {
    const { client, controller, serviceDeploymentArn, hookId } = await paused();

    await client.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action: 'ROLLBACK' }));

    expect((await controller.waitForDeployment(serviceDeploymentArn)).status).toBe('ROLLBACK_SUCCESSFUL');
  });
});

async function paused() {
  const pause = { targetType: 'PAUSE' as const, lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT' as const] };
  const { controller, clock } = await runningService({ configuration: { lifecycleHooks: [pause] } });
  const { serviceDeploymentArn } = controller.startDeployment(version(2));
  await clock.advance(60_000);
  const served = await serve({ controllers: [controller] });
  const { serviceDeployments } = await served.client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] }),
  );
  const hookId = serviceDeployments?.[0]?.lifecycleHookDetails?.[0]?.hookId ?? '';
  return { ...served, controller, serviceDeploymentArn, hookId };
}

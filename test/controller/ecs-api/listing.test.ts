import {
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ListServiceDeploymentsCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { runningService, version } from '../play.ts';
import { serve } from './serve.ts';

const service = { service: 'my-service', cluster: 'my-cluster' };

test('W-34 lists and describes a new deployment of a service with a delay, and knows its ARN at once', async () => {
  const { controller, clock } = await runningService({ switches: { newDeploymentListed: 'after-5s' } });
  await clock.advance(60_000);
  const { client } = await serve({ controllers: [controller] });
  const listed = async () => (await client.send(new ListServiceDeploymentsCommand(service))).serviceDeployments ?? [];
  const described = async () => {
    const { services } = await client.send(
      new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
    );
    return services?.[0];
  };
  const [earlier] = await listed();

  const { service: answered } = await client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));
  const arn = answered?.currentServiceDeployment ?? '';

  expect(arn).not.toBe(earlier?.serviceDeploymentArn);
  expect(await listed()).toEqual([earlier]);
  expect(await described()).not.toHaveProperty('currentServiceDeployment');
  expect((await described())?.deployments).toHaveLength(1);
  const { serviceDeployments } = await client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  expect(serviceDeployments).toMatchObject([{ serviceDeploymentArn: arn, status: 'PENDING' }]);

  await clock.advance(5000);
  expect((await listed()).map(({ serviceDeploymentArn }) => serviceDeploymentArn)).toEqual([
    arn,
    earlier?.serviceDeploymentArn,
  ]);
  expect(await described()).toMatchObject({ currentServiceDeployment: arn });
});

test('W-34 may still show the earlier deployment as the current one when a newer one has replaced it', async () => {
  const { controller, clock } = await runningService({ switches: { newDeploymentListed: 'after-5s' } });
  const { client } = await serve({ controllers: [controller] });
  const current = async () => {
    const described = new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] });
    return (await client.send(described)).services?.[0]?.currentServiceDeployment;
  };
  const earlier = controller.startDeployment(version(2)).serviceDeploymentArn;
  await clock.advance(60_000);
  const newer = controller.startDeployment(version(3)).serviceDeploymentArn;

  expect(await current()).toBe(earlier);
  await clock.advance(5000);
  expect(await current()).toBe(newer);
});

test('W-34 shows the first deployment of a service at once, because the service does not exist without it', async () => {
  const { controller } = await runningService({ switches: { newDeploymentListed: 'after-30s' } });
  controller.startDeployment(version(2));
  const { client } = await serve({ controllers: [controller] });

  const { services } = await client.send(
    new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] }),
  );

  expect(services).toMatchObject([{ serviceName: 'my-service', status: 'ACTIVE' }]);
});

test('W-47 knows a deployment for 90 days', async () => {
  const { controller, clock } = await runningService();
  const { serviceDeploymentArn } = await controller.deploy(version(2));
  const { client } = await serve({ controllers: [controller] });
  const listed = async () => (await client.send(new ListServiceDeploymentsCommand(service))).serviceDeployments?.length;
  const described = async () => {
    const command = new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [serviceDeploymentArn] });
    const { serviceDeployments, failures } = await client.send(command);
    return [serviceDeployments?.length, failures?.map(({ reason }) => reason)];
  };
  const day = 24 * 3_600_000;

  await clock.advance(89 * day);
  expect([await listed(), await described()]).toEqual([2, [1, []]]);
  await clock.advance(day);
  expect([await listed(), await described()]).toEqual([0, [0, ['MISSING']]]);
  expect(controller.listServiceDeployments()).toHaveLength(2);
});

test('W-47 knows a service whose last deployment is longer ago, and deploys it', async () => {
  const { controller, clock } = await runningService();
  const { client } = await serve({ controllers: [controller] });
  await clock.advance(100 * 24 * 3_600_000);

  const asked = new DescribeServicesCommand({ cluster: 'my-cluster', services: ['my-service'] });
  expect((await client.send(asked)).services).toMatchObject([{ status: 'ACTIVE', runningCount: 3, desiredCount: 3 }]);
  const list = new ListServiceDeploymentsCommand(service);
  expect((await client.send(list)).serviceDeployments).toEqual([]);
  await client.send(new UpdateServiceCommand({ ...service, forceNewDeployment: true }));

  expect((await client.send(list)).serviceDeployments).toMatchObject([{ status: 'PENDING' }]);
});

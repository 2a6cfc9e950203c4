import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  type BatchGetImageCommand,
  CreateRepositoryCommand,
  ECRClient,
  GetDownloadUrlForLayerCommand,
  PutImageCommand,
} from '@aws-sdk/client-ecr';
import {
  CreateClusterCommand,
  DescribeServiceRevisionsCommand,
  DescribeTasksCommand,
  ECSClient,
  ListTasksCommand,
  RegisterTaskDefinitionCommand,
} from '@aws-sdk/client-ecs';
import { CreateQueueCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, test } from 'vitest';
import { metricReader } from '../../examples/starter/checks/metrics/read-metric.ts';
import { migrationRunner } from '../../examples/starter/checks/migration/run-migration.ts';
import { depthReader } from '../../examples/starter/checks/queue/read-depth.ts';
import { registryReader } from '../../examples/starter/checks/signature/read-registry.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';

const signal = () => AbortSignal.timeout(60_000);

describe("the starter's readers, with requests over the wire", () => {
  const moto = useMoto();

  test('count the messages of a queue', async () => {
    const sqs = new SQSClient(motoClientConfig(moto().endpoint));
    const { QueueUrl: queueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'orders' }));
    for (const body of ['a', 'b']) await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));

    expect(await depthReader(sqs)(queueUrl, signal())).toBe(2);
    await expect(depthReader(sqs)(`${queueUrl}-missing`, signal())).rejects.toThrow(/queue/i);
  });

  test('read one value for each minute of a metric, and only of its dimensions', async () => {
    const cloudWatch = new CloudWatchClient(motoClientConfig(moto().endpoint));
    const from = new Date('2026-01-01T10:00:00Z');
    const at = (minute: number) => new Date(from.getTime() + minute * 60_000 + 5_000);
    const data = [
      { revision: '1', minute: 0, value: 10 },
      { revision: '1', minute: 0, value: 30 },
      { revision: '1', minute: 2, value: 40 },
      { revision: '2', minute: 1, value: 99 },
      { revision: '1', minute: 9, value: 99 },
    ];
    const metrics = data.map(({ revision, minute, value }) => ({
      ...{ MetricName: 'CheckoutMs', Value: value, Timestamp: at(minute) },
      Dimensions: [{ Name: 'Revision', Value: revision }],
    }));
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: 'Shop', MetricData: metrics }));

    const query = { namespace: 'Shop', metric: 'CheckoutMs', statistic: 'Average', from, until: at(5) };
    expect(await metricReader(cloudWatch)({ ...query, dimensions: { Revision: '1' } }, signal())).toEqual([20, 40]);
  });

  test('run a migration as a task of the new version, and read its state', async () => {
    const ecs = new ECSClient(motoClientConfig(moto().endpoint));
    await ecs.send(new CreateClusterCommand({ clusterName: 'shop' }));
    const { taskDefinition: { taskDefinitionArn } = {} } = await ecs.send(
      new RegisterTaskDefinitionCommand({
        ...{ family: 'shop', networkMode: 'bridge' },
        containerDefinitions: [{ name: 'app', image: 'shop:1', memory: 512 }],
      }),
    );
    // moto has no service revisions, and refuses a launch type next to a strategy, as ECS does.
    const capacityProviderStrategy = [{ capacityProvider: 'FARGATE', weight: 1 }];
    const revision = { taskDefinition: taskDefinitionArn, launchType: 'FARGATE', capacityProviderStrategy };
    const send = async (command: unknown) =>
      command instanceof DescribeServiceRevisionsCommand
        ? { serviceRevisions: [revision] }
        : ecs.send(command as DescribeTasksCommand);
    const migration = {
      cluster: 'shop',
      revisionArn: 'arn',
      container: 'app',
      command: ['migrate'],
      token: 'a'.repeat(64),
    };

    const task = await migrationRunner({ send: send as ECSClient['send'] })(migration, signal());

    expect(task).toMatchObject({ status: expect.stringMatching(/^[A-Z]+$/) });
    const { taskArns: tasks = [] } = await ecs.send(new ListTasksCommand({ cluster: 'shop' }));
    expect(await ecs.send(new DescribeTasksCommand({ cluster: 'shop', tasks }))).toMatchObject({
      tasks: [{ startedBy: 'my-check', overrides: { containerOverrides: [{ name: 'app', command: ['migrate'] }] } }],
    });
  });

  test('find the tag under which cosign stores signatures', async () => {
    const config = motoClientConfig(moto().endpoint);
    const ecr = new ECRClient(config);
    await ecr.send(new CreateRepositoryCommand({ repositoryName: 'shop' }));
    const digest = `sha256:${'0b'.repeat(32)}`;
    // moto has manifests, and no layers.
    const send = async (command: unknown) =>
      command instanceof GetDownloadUrlForLayerCommand
        ? { downloadUrl: command.input.layerDigest }
        : ecr.send(command as BatchGetImageCommand);
    const { signatures } = registryReader({
      ecr: { send: send as ECRClient['send'] },
      ecs: new ECSClient(config),
      download: async (url) => Buffer.from(`payload of ${url}`),
    });
    const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/shop';

    expect(await signatures(repository, digest, signal())).toEqual([]);
    const mediaType = 'application/vnd.dev.cosign.simplesigning.v1+json';
    await ecr.send(
      new PutImageCommand({
        repositoryName: 'shop',
        imageTag: `sha256-${'0b'.repeat(32)}.sig`,
        imageManifest: JSON.stringify({
          ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
          config: { mediaType: 'application/vnd.oci.image.config.v1+json', size: 2, digest },
          layers: [{ mediaType, size: 2, digest, annotations: { 'dev.cosignproject.cosign/signature': 'MEUC' } }],
        }),
      }),
    );
    expect(await signatures(repository, digest, signal())).toEqual([
      { payload: Buffer.from(`payload of ${digest}`), signature: 'MEUC' },
    ]);
    await expect(signatures(repository.replace('shop', 'none'), digest, signal())).rejects.toThrow(/repository/i);
  });
});

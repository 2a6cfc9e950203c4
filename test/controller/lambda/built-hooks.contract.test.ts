import { join } from 'node:path';
import {
  CreateServiceCommand,
  DescribeServiceDeploymentsCommand,
  type ECSClient,
  RegisterTaskDefinitionCommand,
  UpdateServiceCommand,
} from '@aws-sdk/client-ecs';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { bundleFunction } from '../../../src/controller/lambda/bundle-function.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { serve } from '../ecs-api/serve.ts';
import { hookArn, newService, only, roleArn } from '../play.ts';
import { obtainRuntimeClient } from './runtime-clients.ts';

const runtimeClient = await obtainRuntimeClient();

// Nothing of ours is between the parts: the SDK's client asks for the deployment, the bundles run as Lambda runs them, and they ask S3, SNS and
// Secrets Manager (moto) and ECS (the local API) over HTTP.
describe.skipIf(runtimeClient === undefined)('a blue/green deployment with the approval hook as it is built', () => {
  const moto = useMoto();
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });

  let stage: Awaited<ReturnType<typeof waitingForApproval>>;
  beforeEach(async () => {
    stage = await waitingForApproval();
  });

  test('W-24 waits for the decision, with a mail sent and the revision looked up in ECS', async () => {
    const { client, serviceDeploymentArn, asked } = stage;

    expect(await describeDeployment(client, serviceDeploymentArn)).toMatchObject({
      status: 'IN_PROGRESS',
      lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
      lifecycleHookDetails: [{ targetType: 'AWS_LAMBDA', targetArn: hookArn, status: 'IN_PROGRESS' }],
    });
    expect(await moto().published()).toMatchObject([
      { subject: expect.stringMatching(/^\[ACTION\] Approve my-service/) },
    ]);
    expect(asked()).toEqual(expect.arrayContaining(['DescribeServiceDeployments', 'DescribeServiceRevisions']));
  });

  test('continues once it is approved', async () => {
    const { client, controller, serviceDeploymentArn, decide } = stage;

    await decide('APPROVED');
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(await describeDeployment(client, serviceDeploymentArn)).toMatchObject({
      status: 'SUCCESSFUL',
      targetServiceRevision: { runningTaskCount: 3, requestedProductionTrafficWeight: 100 },
    });
  });

  test('rolls back once it is rejected', async () => {
    const { client, controller, serviceDeploymentArn, decide } = stage;

    await decide('REJECTED');
    await controller.waitForDeployment(serviceDeploymentArn);

    expect(await describeDeployment(client, serviceDeploymentArn)).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: `Service deployment rolled back because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. Lifecycle hook target ${hookArn} returned FAILED status.`,
    });
  });

  /** A second deployment that has reached its approval. */
  async function waitingForApproval() {
    const { controller, clock, events } = newService({ functions: () => approval });
    const { client, endpoint, answers } = await serve({ controllers: [controller] });
    const approval = bundleFunction(join(folder, 'approval-hook/index.mjs'), {
      ...(runtimeClient && { runtimeClient }),
      timeoutSeconds: 30,
      environment: { ...(await deployInto(moto().endpoint)), AWS_ENDPOINT_URL_ECS: endpoint },
    });
    onTestFinished(() => approval.stop());

    const register = (image: string) =>
      client.send(
        new RegisterTaskDefinitionCommand({ family: 'shop', containerDefinitions: [{ name: 'shop', image }] }),
      );
    const service = { cluster: 'my-cluster', taskDefinition: 'shop' };
    await register('shop:1.41');
    const created = await client.send(new CreateServiceCommand({ ...service, serviceName: 'my-service' }));
    await controller.waitForDeployment(created.service?.currentServiceDeployment ?? '');
    await register('shop:1.42');
    const asked = answers.length;
    const updated = await client.send(
      new UpdateServiceCommand({
        ...service,
        service: 'my-service',
        deploymentConfiguration: {
          lifecycleHooks: [{ hookTargetArn: hookArn, roleArn, lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }],
        },
      }),
    );
    await clock.advance(120_000);
    const outcomes = only(events, 'hook-answered').map(({ outcome }) => outcome);
    expect(outcomes[0]).toMatchObject({ kind: 'in-progress' });
    return {
      client,
      controller,
      serviceDeploymentArn: updated.service?.currentServiceDeployment ?? '',
      /** The calls to ECS since the second deployment began. */
      asked: () => answers.slice(asked).map(({ operation }) => operation),
      decide: (status: string) => decideByHand(moto().endpoint, status),
    };
  }
});

async function describeDeployment(client: ECSClient, arn: string) {
  const { serviceDeployments } = await client.send(
    new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }),
  );
  return serviceDeployments?.[0];
}

/** What template.yaml deploys in addition to the function. Resolves to the environment that it gets. */
async function deployInto(endpoint: string): Promise<Record<string, string>> {
  const config = motoClientConfig(endpoint);
  await new S3Client(config).send(new CreateBucketCommand({ Bucket: 'ledger' }));
  const { TopicArn = '' } = await new SNSClient(config).send(new CreateTopicCommand({ Name: 'approvals' }));
  const SecretString = JSON.stringify({ current: 'k1', k1: 'the-secret-that-signs-links-'.padEnd(64, 'x') });
  await new SecretsManagerClient(config).send(
    new CreateSecretCommand({ Name: 'greenlight/signing-key', SecretString }),
  );
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: config.region,
    AWS_ACCESS_KEY_ID: config.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: config.credentials.secretAccessKey,
    LEDGER_BUCKET: 'ledger',
    NOTIFICATIONS_TOPIC_ARN: TopicArn,
    DESK_URL: 'https://desk.example.com',
    SIGNING_KEY_SECRET_ID: 'greenlight/signing-key',
  };
}

/** As an operator does in the S3 console: the request is the one object under `approvals/`, and its status is changed. */
async function decideByHand(endpoint: string, status: string): Promise<void> {
  const s3 = new S3Client(motoClientConfig(endpoint));
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger', Prefix: 'approvals/' }));
  expect(Contents).toHaveLength(1);
  const object = { Bucket: 'ledger', Key: Contents[0]?.Key };
  const { Body } = await s3.send(new GetObjectCommand(object));
  const request = JSON.parse((await Body?.transformToString()) ?? '');
  await s3.send(new PutObjectCommand({ ...object, Body: JSON.stringify({ ...request, status }) }));
}

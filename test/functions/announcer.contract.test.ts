import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ApprovalRequest, formatRequest } from '../../src/approval/request/request.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import { startEcsApi } from '../../src/controller/ecs-api/start-ecs-api.ts';
import { requestKey } from '../../src/storage/keys.ts';
import { sweepOfAnnouncer, written } from '../announcer/announcer-setup.ts';
import { newRequest, subject, vote } from '../helpers/approval.ts';
import { builtFunctions } from '../helpers/built-functions.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { pauseSetup } from '../pause-bridge/pause-setup.ts';
import { deployInto, type RunningFunction, runFunction } from './deployed.ts';

describe('the announcer, as it is built, with SNS, S3 and ECS behind their APIs', () => {
  const moto = useMoto();
  let running: RunningFunction | undefined;
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });
  afterEach(async () => {
    await running?.stop();
  });

  test('sends a decision to a queue as a document, and to the person who was asked as text, once', async () => {
    const { announcer, request, queue } = await deployed({ DESK_URL: 'https://desk.example.com' });
    await put(request);

    expect(await send(announcer, written(request), written(request))).toEqual({ batchItemFailures: [] });
    expect(await send(announcer, sweepOfAnnouncer)).toEqual({ batchItemFailures: [] });

    const page = `https://desk.example.com/deployments/my-cluster/my-service/${request.subject.deploymentId}`;
    expect(await documentsIn(queue)).toMatchObject([
      { schemaVersion: 1, event: 'asked', gate: { stage: 'POST_TEST_TRAFFIC_SHIFT' }, page },
      { schemaVersion: 1, event: 'decided', decision: { status: 'APPROVED', by: 'ana@example.com' }, page },
    ]);
    const mails = (await moto().published()).filter(({ attributes }) => attributes['reviewer']);
    expect(mails.map(({ subject: title, attributes }) => [title, attributes['reviewer']])).toEqual([
      ['[APPROVED] my-service 1.42 on my-cluster', 'ana@example.com'],
    ]);
    expect(await keys()).toEqual([
      expect.stringMatching(/^announcements\/.*\.json$/),
      expect.stringMatching(/^announcing\//),
    ]);
  });

  test('does without a chat whose secret has another address, and says what to write', async () => {
    await new SecretsManagerClient(motoClientConfig(moto().endpoint)).send(
      new CreateSecretCommand({ Name: 'slack', SecretString: 'https://evil.example/services/verysecretpart' }),
    );
    const { announcer, request, queue } = await deployed({ SLACK_WEBHOOK_SECRET_ID: 'slack' });
    await put(request);

    expect(await send(announcer, written(request))).toEqual({ batchItemFailures: [] });

    expect(await documentsIn(queue)).toHaveLength(2);
    expect(announcer.output()).toContain('the secret of the Slack channel holds a URL at evil.example');
    const stored = await record();
    expect(JSON.parse(stored)).toMatchObject({ lanes: { slack: { failing: { attempts: 1 } } } });
    for (const text of [announcer.output(), stored]) expect(text).not.toContain('verysecretpart');

    for (const hours of [23.9, 24.5]) {
      announcer.setClock(new Date(Date.now() + hours * 3_600_000));
      await send(announcer, sweepOfAnnouncer);
      expect('givenUp' in JSON.parse(await record()).lanes.slack, `after ${hours} hours`).toBe(hours > 24);
    }
  });

  test('announces the end of a deployment, and forgets it', async () => {
    const { announcer, request, queue, setup } = await deployed();
    await put(request);
    await send(announcer, written(request));
    const [hook] = setup.controller.describeServiceDeployment(setup.serviceDeploymentArn).lifecycleHookDetails ?? [];
    setup.controller.continueServiceDeployment({
      ...{ serviceDeploymentArn: setup.serviceDeploymentArn, hookId: hook?.hookId ?? '', action: 'ROLLBACK' },
    });
    await setup.minutes(10);

    await send(announcer, sweepOfAnnouncer);

    expect((await documentsIn(queue)).at(-1)).toMatchObject({ event: 'rolled-back', label: 'ROLLED BACK' });
    expect((await keys()).filter((key) => key.startsWith('announcing/'))).toEqual([]);
  });

  async function deployed(more: Record<string, string> = {}) {
    const setup = await pauseSetup({ start: new Date() });
    await setup.paused();
    const ecs = await startEcsApi({ controllers: [setup.controller] });
    onTestFinished(() => ecs.stop());
    const config = motoClientConfig(moto().endpoint);
    const common = { ...(await deployInto(moto().endpoint)), AWS_ENDPOINT_URL_ECS: ecs.endpoint };
    const sns = new SNSClient(config);
    const { TopicArn = '' } = await sns.send(new CreateTopicCommand({ Name: 'announcements' }));
    const { QueueUrl = '' } = await new SQSClient(config).send(new CreateQueueCommand({ QueueName: 'team' }));
    const Endpoint = `arn:aws:sqs:${config.region}:123456789012:team`;
    await sns.send(
      new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes: { RawMessageDelivery: 'true' } }),
    );
    const module = pathToFileURL(join(folder, 'announcer', 'index.mjs')).href;
    running = await runFunction(module, { ...common, ANNOUNCEMENTS_TOPIC_ARN: TopicArn, ...more });
    return { setup, announcer: running, queue: QueueUrl, request: decidedFor(setup.serviceDeploymentArn) };
  }

  async function put(request: ApprovalRequest): Promise<void> {
    const Key = requestKey(request.subject);
    await new S3Client(motoClientConfig(moto().endpoint)).send(
      new PutObjectCommand({ Bucket: 'ledger', Key, Body: formatRequest(request) }),
    );
  }

  /** What the announcer has written. */
  async function keys(): Promise<string[]> {
    const s3 = new S3Client(motoClientConfig(moto().endpoint));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger' }));
    return Contents.flatMap(({ Key }) => Key ?? []).filter((key) => key.startsWith('announc'));
  }

  /** What is recorded about the only deployment. */
  async function record(): Promise<string> {
    const s3 = new S3Client(motoClientConfig(moto().endpoint));
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'ledger', Key: (await keys())[0] }));
    return (await Body?.transformToString()) ?? '';
  }

  async function documentsIn(QueueUrl: string): Promise<Record<string, unknown>[]> {
    const sqs = new SQSClient(motoClientConfig(moto().endpoint));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '' }) => JSON.parse(Body) as Record<string, unknown>);
  }
});

function decidedFor(serviceDeploymentArn: string): ApprovalRequest {
  const deploymentId = serviceDeploymentArn.split('/').at(-1) ?? '';
  const asked = newRequest({ subject: { ...subject, deploymentId }, reviewers: ['ana@example.com'] });
  return castVote(asked, vote()).request;
}

function send(announcer: RunningFunction, ...messages: unknown[]): Promise<unknown> {
  const Records = messages.map((message, index) => ({ messageId: `${index}`, body: JSON.stringify(message) }));
  return announcer.invoke({ Records });
}

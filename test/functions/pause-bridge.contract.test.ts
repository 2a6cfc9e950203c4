import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ECSClient, TagResourceCommand } from '@aws-sdk/client-ecs';
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { startEcsApi } from '../../src/controller/ecs-api/start-ecs-api.ts';
import { approving, fillIn, rejecting } from '../helpers/approval.ts';
import { builtFunctions } from '../helpers/built-functions.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { pauseSetup, sweep } from '../pause-bridge/pause-setup.ts';
import { deployInto, type HttpApiAnswer, httpApiEvent, type RunningFunction, runFunction } from './deployed.ts';

/** The folders of the bucket once a pause is answered, before the watcher has looked. */
const stored = ['approvals', 'decided', 'deliveries', 'following', 'links', 'pauses'];

describe('the pause bridge and the desk, as they are built, with ECS behind its API', () => {
  const moto = useMoto();
  const running: RunningFunction[] = [];
  let folder = '';
  beforeAll(async () => {
    folder = await builtFunctions();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((one) => one.stop()));
  });

  test.each([
    ['an approval', approving, 'SUCCESSFUL'],
    ['a rejection', rejecting, 'ROLLBACK_SUCCESSFUL'],
  ])('%s leads from the event to the mail, the page, the queue and the answer to ECS', async (_, form, ending) => {
    const { bridge, desk, setup, queue } = await deployed('{"reviewers":["ana@example.com"]}');

    const asked = await send(bridge, await setup.pause());
    const [mail] = await moto().published();
    const link = /^Decide: {3}https:\/\/desk\.example\.com(\/r\/\S+)$/m.exec(mail?.message ?? '')?.[1] ?? 'no link';
    const { body } = (await desk.invoke(httpApiEvent('GET', link))) as HttpApiAnswer;
    const decided = await desk.invoke(httpApiEvent('POST', link, String(fillIn(body, form).body)));
    const kicks = await receive(queue);
    const answered = await send(bridge, ...kicks);
    await setup.minutes(10);

    expect(asked).toEqual({ batchItemFailures: [] });
    expect(decided).toMatchObject({ statusCode: 303 });
    expect(kicks).toEqual([{ request: expect.stringMatching(/\/POST_TEST_TRAFFIC_SHIFT\.pause-[0-9a-f]{24}\.json$/) }]);
    expect(answered).toEqual({ batchItemFailures: [] });
    expect(setup.controller.describeServiceDeployment(setup.serviceDeploymentArn).status).toBe(ending);
    expect((await keys()).map((key) => key.split('/')[0])).toEqual(
      // A rollback is final at once; an approval is watched until its stage is left.
      ending === 'SUCCESSFUL' ? [...stored, 'undelivered'] : stored,
    );
    const log = [bridge, desk].map(({ output }) => output()).join('');
    expect(log).toContain('decisionToEcsMs');
    for (const secret of [link.slice('/r/'.length), 'the-secret-that-signs-links']) expect(log).not.toContain(secret);
  });

  test('a pause that nobody configured is left alone, and a wrong configuration is an error', async () => {
    const { bridge, setup } = await deployed(undefined, {}, { 'greenlight:pause:profile': 'release' });
    await configure('{"title":"by profile"}', '/greenlight/pauses/profile.release');
    const event = await setup.pause();

    expect(await send(bridge, event)).toEqual({ batchItemFailures: [] });
    expect(await keys()).toEqual([]);
    await configure('{"reviewers":"ana@example.com"}');
    expect(await send(bridge, event)).toEqual({ batchItemFailures: [{ itemIdentifier: '0' }] });
    expect(bridge.output()).toContain('reviewers: expected a list of mail addresses');
    expect(await moto().published()).toEqual([]);
  });

  test('a pause that somebody answered in the meantime closes the request, where all pauses are asked about', async () => {
    const { bridge, setup } = await deployed(undefined, { PAUSE_BRIDGE: 'all' });
    const event = await setup.pause();
    await send(bridge, event);
    setup.controller.continueServiceDeployment({ ...event.detail, action: 'CONTINUE' });
    await setup.minutes(10);

    await send(bridge, sweep);

    expect((await keys()).map((key) => key.split('/')[0])).toEqual(stored);
  });

  test('an approval that was written by hand continues nothing if hand decisions do not count', async () => {
    const { bridge, setup } = await deployed('{}', { HAND_DECISIONS: 'no' });
    const event = await setup.pause();
    await send(bridge, event);
    const s3 = new S3Client(motoClientConfig(moto().endpoint));
    const place = { Bucket: 'ledger', Key: (await keys()).find((key) => key.startsWith('approvals/')) };
    const { Body } = await s3.send(new GetObjectCommand(place));
    const request = JSON.parse((await Body?.transformToString()) ?? '') as object;
    await s3.send(new PutObjectCommand({ ...place, Body: JSON.stringify({ ...request, status: 'APPROVED' }) }));

    await send(bridge, event);
    await setup.minutes(10);

    expect(bridge.output()).toContain('HandDecisions: no');
    expect(setup.controller.describeServiceDeployment(setup.serviceDeploymentArn).status).toBe('IN_PROGRESS');
  });

  test('a pause of which no event arrived is found, and the tags of its service name its profile', async () => {
    const { bridge, setup } = await deployed(
      undefined,
      { PAUSE_TAGS: 'yes' },
      { 'greenlight:pause:profile': 'release' },
    );
    await configure('{"title":"by profile"}', '/greenlight/pauses/profile.release');
    await setup.pause();

    expect(await send(bridge, { ...sweep, time: '2026-11-26T10:05:00Z' })).toEqual({ batchItemFailures: [] });

    const [mail] = await moto().published();
    expect(mail?.message).toContain('by profile');
    expect((await keys()).map((key) => key.split('/')[0])).toEqual(['approvals', 'links', 'pauses', 'undelivered']);
  });

  test('every fifth sweep searches where parameters configure services', async () => {
    const { bridge, setup } = await deployed('{}');
    await setup.pause();

    await send(bridge, { ...sweep, time: '2026-11-26T10:04:00Z' });
    expect(await keys()).toEqual([]);

    await send(bridge, { ...sweep, time: '2026-11-26T10:05:00Z' });
    expect(await moto().published()).toHaveLength(1);
  });

  test('a search leaves clusters alone that the bridge may not read', async () => {
    const { bridge, setup } = await deployed('{}', { CLUSTER_NAME: 'other-*' });
    await setup.pause();

    await send(bridge, { ...sweep, time: '2026-11-26T10:05:00Z' });

    expect(await keys()).toEqual([]);
    expect(bridge.output()).not.toContain('did not finish');
  });

  async function deployed(
    configuration: string | undefined,
    more: Record<string, string> = {},
    tags: Record<string, string> = {},
  ) {
    const setup = await pauseSetup({ start: new Date() });
    const ecs = await startEcsApi({ controllers: [setup.controller] });
    onTestFinished(() => ecs.stop());
    const client = new ECSClient({ ...motoClientConfig(ecs.endpoint), region: 'us-west-2' });
    await client.send(
      new TagResourceCommand({
        resourceArn: setup.controller.serviceArn,
        tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
      }),
    );
    const common = { ...(await deployInto(moto().endpoint)), AWS_ENDPOINT_URL_ECS: ecs.endpoint };
    const sqs = new SQSClient(motoClientConfig(moto().endpoint));
    const { QueueUrl: queue = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'pauses' }));
    if (configuration !== undefined) await configure(configuration);
    const start = async (name: string, environment: Record<string, string>) => {
      const module = pathToFileURL(join(folder, name, 'index.mjs')).href;
      const started = await runFunction(module, { ...common, ...environment });
      running.push(started);
      return started;
    };
    const bridge = await start('pause-bridge', {
      PAUSE_BRIDGE: 'configured',
      PAUSE_PARAMETERS: '/greenlight/pauses',
      ...more,
    });
    return { setup, queue, bridge, desk: await start('desk', { PAUSE_QUEUE_URL: queue }) };
  }

  async function configure(Value: string, Name = '/greenlight/pauses/my-cluster/my-service'): Promise<void> {
    await new SSMClient(motoClientConfig(moto().endpoint)).send(
      new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }),
    );
  }

  async function receive(QueueUrl: string): Promise<unknown[]> {
    const sqs = new SQSClient(motoClientConfig(moto().endpoint));
    const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return Messages.map(({ Body = '' }) => JSON.parse(Body) as unknown);
  }

  async function keys(): Promise<string[]> {
    const s3 = new S3Client(motoClientConfig(moto().endpoint));
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'ledger' }));
    return Contents.flatMap(({ Key }) => Key ?? []).filter((key) => !key.startsWith('open/'));
  }
});

function send(bridge: RunningFunction, ...messages: unknown[]): Promise<unknown> {
  const Records = messages.map((message, index) => ({ messageId: `${index}`, body: JSON.stringify(message) }));
  return bridge.invoke({ Records });
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloudWatchClient, PutMetricAlarmCommand, SetAlarmStateCommand } from '@aws-sdk/client-cloudwatch';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ApprovalRequest } from '../../../src/approval/request/request.ts';
import type { ControllerEvent } from '../../../src/controller/events.ts';
import { storiesForFunctions } from '../../functions/wire/stories-for-functions.ts';
import { approving, countedIds, rejecting, wordsOn } from '../../helpers/approval.ts';
import { type Ministack, startMinistack } from '../../helpers/ministack.ts';
import { obtain } from '../../helpers/obtain.ts';
import { pausePromises } from '../../promises/pause-sides.ts';
import { holdForPauses } from '../../promises/pause-story.ts';
import { type TemplateTools, templateTools } from '../../template/tools.ts';
import { type EcsSide, type Hook, startEcsSide } from './ecs-side.ts';
import { pausesDeployed } from './pauses-deployed.ts';
import { linkIn, type Mailbox, open, subscribeReviewer } from './reviewer.ts';
import { deployStack, type Outputs, physicalId, pointAtEcs } from './stack.ts';
import { verifyDeployed } from './verify-deployed.ts';

/**
 * The whole story through what `sam deploy` deploys, in ministack: the functions, the API, the bucket, the topic, the secret, the rules. ECS is
 * our controller behind the ECS API; it calls the functions by Lambda's Invoke. Nothing of ours replaces a deployed part.
 *
 * What is different from AWS, and what the test does instead:
 * - ministack's own ECS plays no service deployments, so the functions get the address of ours (`AWS_ENDPOINT_URL_ECS`, after the deploy).
 * - It sends no mail: a reviewer's mailbox is a queue that is subscribed with the filter policy of the template's own subscription.
 * - Only AWS's own services may publish events of `aws.ecs`, here too: ours go through the door that ministack's own services use (serve.py).
 * - Names under amazonaws.com are not looked up: requests go to ministack with the real name as their host, without TLS.
 * - Functions run under ministack's own runtime client, with Node of this machine; no permission is enforced, and no schedule runs in time.
 * - It refuses alarms over metric math, so Greenlight's alarms on itself of that kind are left out of the template (stack.ts).
 * - Its schedules do not fire, so the sweep of the pause bridge does not run here: only the event and the desk's message lead to it. The random
 *   stories at the end send it themselves.
 * - The controller's clock runs faster than the wall's, by which the functions go: a deadline of one minute takes one minute. In the random stories
 *   the functions go by the story's clock, which is set in their processes; ministack itself knows nothing of it.
 */
const tools = await obtain('the SAM CLI and cfn-lint', templateTools);
const ministack = tools && (await obtain('ministack', startMinistack));

describe.skipIf(ministack === undefined)('the deployed stack', () => {
  // Inside, they are there: a skipped suite runs none of this.
  const aws = ministack as Ministack;
  const [ana, ben] = ['ana@example.com', 'ben@example.com'];
  let outputs: Outputs;
  let ecs: EcsSide;
  let mailbox: Mailbox;
  let mailboxOfBen: Mailbox;
  const shop = createServer((request, response) => {
    response.writeHead(request.url === '/health' ? 200 : 404).end('healthy');
  });

  beforeAll(async () => {
    const parameters = [`ApproverEmail=${ana}`, 'ClusterName=prod', 'PauseBridge=configured'];
    outputs = await deployStack(aws, tools as TemplateTools, parameters);
    ecs = await startEcsSide(aws, ['approved', 'rejected', 'expired', 'stopped', 'paused', 'refused']);
    const functions = ['ApprovalHookArn', 'SmokeHookArn', 'AlarmHookArn', 'DeploymentWatcherArn', 'PauseBridgeArn'];
    await pointAtEcs(aws, functions.map(output), ecs.endpoint);
    mailbox = await subscribeReviewer(aws, output('NotificationsTopicArn'), ana);
    mailboxOfBen = await subscribeReviewer(aws, output('NotificationsTopicArn'), ben);
    await new Promise<void>((listening) => shop.listen(0, '127.0.0.1', listening));
    // First, because it takes the minute that the others need meanwhile.
    await ecs.service('expired').release([approvalAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'], { deadlineMinutes: 1 })]);
    await ecs.service('expired').until('a question', asks);
    ecs.service('expired').clock.setFactor(4);
  });
  afterAll(async () => {
    shop.close();
    await ecs?.stop();
    await ministack?.stop();
  });

  test('lets a release through that the checks and a person approve', async () => {
    const service = ecs.service('approved');
    await makeAlarm('shop-5xx');
    const { port } = shop.address() as AddressInfo;
    await service.release([
      {
        ...hook('SmokeHookArn', ['POST_TEST_TRAFFIC_SHIFT']),
        hookDetails: { baseUrl: `http://127.0.0.1:${port}`, allowUnproved: true, requests: ['/health'] },
      },
      { ...hook('AlarmHookArn', ['POST_TEST_TRAFFIC_SHIFT']), hookDetails: { alarms: ['shop-5xx'] } },
      approvalAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'], { title: 'The new cart' }),
    ]);
    await service.until('a question', asks);

    const [mail, ...others] = await mailbox.mailsAbout('approved');
    const link = linkIn(mail);
    const shown = await open(aws, link);
    const decided = await open(aws, link, { ...approving, reason: 'paid with a card' }, shown.body);
    expect(decided, aws.output()).toMatchObject({ status: 303 });
    const after = await open(aws, new URL(decided.location ?? '', link).href);
    const deployment = await service.ended();

    expect(others).toEqual([]);
    expect(mail?.subject).toMatch(/^\[ACTION\] Approve approved 1\.42 by /);
    expect(new URL(link).origin).toBe(output('DeskUrl'));
    expect(shown.status).toBe(200);
    for (const words of ['The new cart', 'approved:1.41', 'approved:1.42', 'GET /health', 'shop-5xx'])
      expect(wordsOn(shown.body)).toContain(words);
    expect(wordsOn(after.body)).toContain('paid with a card');
    expect(deployment).toMatchObject({
      status: 'SUCCESSFUL',
      targetServiceRevision: { requestedProductionTrafficWeight: 100 },
    });
    expect(await storedRequest('approved')).toMatchObject({
      status: 'APPROVED',
      decision: { by: ana, via: 'desk', reason: 'paid with a card' },
      notifications: [{ to: ana, attempts: 1, sentAt: expect.any(String) }],
    });
  });

  test('rolls a release back that a person rejects', async () => {
    const service = ecs.service('rejected');
    await service.release([approvalAt(['PRE_PRODUCTION_TRAFFIC_SHIFT'])]);
    await service.until('a question', asks);

    const [mail] = await mailbox.mailsAbout('rejected');
    const link = linkIn(mail);
    const rejected = await open(aws, link, rejecting, (await open(aws, link)).body);
    // Without that event, the deployment would wait for four hours.
    expect(rejected, aws.output()).toMatchObject({ status: 303 });
    const deployment = await service.ended();

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining(
        `Lifecycle hook target ${output('ApprovalHookArn')} returned FAILED status`,
      ),
    });
    expect(await storedRequest('rejected')).toMatchObject({
      status: 'REJECTED',
      decision: { by: ana, via: 'desk', reason: 'the cart is empty' },
    });
  });

  test.each([
    ['paused', approving, 'SUCCESSFUL', 'approved; ECS accepted CONTINUE'],
    ['refused', rejecting, 'ROLLBACK_SUCCESSFUL', 'not approved; ECS accepted ROLLBACK'],
  ])(
    'asks about a pause, and answers ECS from the queue that the desk sends to: %s',
    async (name, form, ending, outcome) => {
      const service = ecs.service(name);
      await new SSMClient(aws.clientConfig).send(
        new PutParameterCommand({
          Name: `/greenlight/pauses/prod/${name}/POST_TEST_TRAFFIC_SHIFT`,
          Value: JSON.stringify({ reviewers: [ana] }),
          Type: 'String',
        }),
      );
      await service.release([{ targetType: 'PAUSE', lifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] }]);
      await service.until('a pause', ({ type }) => type === 'hook-awaiting');

      const [mail] = await mailbox.mailsAbout(name);
      const link = linkIn(mail);
      // The bridge records that the mail was sent, which changes the request.
      await expect.poll(async () => (await storedRequest(name)).notifications[0]?.sentAt).toBeDefined();
      const decided = await open(aws, link, form, (await open(aws, link)).body);
      expect(decided, aws.output()).toMatchObject({ status: 303 });
      const deployment = await service.ended();

      expect(deployment.status).toBe(ending);
      await expect.poll(async () => (await storedRequest(name)).pause?.['outcome']).toBe(outcome);
      expect(await keysUnder('pauses/')).toContainEqual(expect.stringContaining(`/prod/${name}/`));
    },
  );

  test('holds up no rollback, and its watcher closes the remaining request', async () => {
    const service = ecs.service('stopped');
    await service.release([approvalAt(['PRODUCTION_TRAFFIC_SHIFT', 'POST_PRODUCTION_TRAFFIC_SHIFT'])]);
    await service.until('the first question', asks);
    const [first] = await mailbox.mailsAbout('stopped');
    const toShift = linkIn(first);
    const approved = await open(aws, toShift, approving, (await open(aws, toShift)).body);
    expect(approved, aws.output()).toMatchObject({ status: 303 });
    await service.until(
      'the second question',
      (event) => asks(event) && event.stage === 'POST_PRODUCTION_TRAFFIC_SHIFT',
    );

    await service.stop();
    const deployment = await service.ended();

    expect(deployment.status).toBe('ROLLBACK_SUCCESSFUL');
    const inRollback = service.events.filter((event) => event.type === 'hook-answered' && event.isRollback);
    expect(inRollback).toMatchObject([
      { stage: 'PRODUCTION_TRAFFIC_SHIFT', attempt: 1, outcome: { kind: 'succeeded' } },
    ]);
    await expect
      .poll(() => storedRequest('stopped', 'POST_PRODUCTION_TRAFFIC_SHIFT'))
      .toMatchObject({ status: 'SUPERSEDED', decision: { via: 'greenlight' } });
    const mails = await mailbox.mailsAbout('stopped');
    expect(mails).toHaveLength(2);
    const closed = await open(aws, linkIn(mails.find((mail) => linkIn(mail) !== toShift)));
    expect(wordsOn(closed.body)).toMatch(/closed/i);
  });

  test('rolls a release back if nobody decides on it before its deadline', async () => {
    const deployment = await ecs.service('expired').ended();

    expect(deployment).toMatchObject({
      status: 'ROLLBACK_SUCCESSFUL',
      statusReason: expect.stringContaining('PRE_PRODUCTION_TRAFFIC_SHIFT'),
    });
    const request = await storedRequest('expired');
    expect(request).toMatchObject({ status: 'EXPIRED' });
    expect(new Date(request.decision?.at ?? 0) >= new Date(request.deadline)).toBe(true);
    const [mail] = await mailbox.mailsAbout('expired');
    const late = await open(aws, linkIn(mail));
    expect(late.status).toBe(200);
    expect(wordsOn(late.body)).toMatch(/expired/i);
  });

  test('has sent each link only to its reviewer, left nothing open and failed on no event', async () => {
    expect(await mailboxOfBen.all()).toEqual([]);
    expect(await keysUnder('open/')).toEqual([]);
    const { Attributes } = await new SQSClient(aws.clientConfig).send(
      new GetQueueAttributesCommand({
        QueueUrl: new URL(new URL(output('DeadLetterQueueUrl')).pathname, aws.endpoint).href,
        AttributeNames: ['ApproximateNumberOfMessages'],
      }),
    );
    expect(Attributes).toEqual({ ApproximateNumberOfMessages: '0' });
  });

  test('proves itself by greenlight verify, which leaves nothing behind and finds what is broken', async () => {
    const mailsBefore = [await mailbox.all(), await mailboxOfBen.all()].map(({ length }) => length);

    await verifyDeployed(aws, output);

    expect([await mailbox.all(), await mailboxOfBen.all()].map(({ length }) => length)).toEqual(mailsBefore);
  });

  test('P1 to P8 hold for pauses if requests get lost, are refused or slow, and functions end at any of them', async () => {
    const wired = await pausesDeployed(aws, {
      ...{ bridge: output('PauseBridgeArn'), watcher: output('DeploymentWatcherArn') },
      ...{ desk: await physicalId(aws, 'Desk'), deskUrl: output('DeskUrl') },
      ...{ ledger: output('LedgerBucket'), signingKey: output('SigningKeySecretArn') },
    });
    onTestFinished(() => wired.stop());
    const newSeed = countedIds('story');
    const place = () => ({ region: aws.region, account: aws.account, seed: newSeed() });
    await holdForPauses(storiesForFunctions, 14, pausePromises, {
      ...{ at: { enter: wired.enter, place }, endOnFailure: true },
    });
    // A minute, and several on a busy machine.
  }, 900_000);

  function output(name: string): string {
    const value = outputs[name];
    if (value === undefined) throw new Error(`the stack has no output ${name}, only ${Object.keys(outputs)}`);
    return value;
  }

  function hook(target: string, lifecycleStages: string[]): Omit<Hook, 'hookDetails'> {
    return { hookTargetArn: output(target), roleArn: output('HookInvokeRoleArn'), lifecycleStages };
  }

  function approvalAt(stages: string[], details: object = {}): Hook {
    return { ...hook('ApprovalHookArn', stages), hookDetails: { reviewers: [ana], ...details } };
  }

  async function makeAlarm(AlarmName: string): Promise<void> {
    const cloudwatch = new CloudWatchClient(aws.clientConfig);
    await cloudwatch.send(
      new PutMetricAlarmCommand({
        ...{ AlarmName, Namespace: 'Shop', MetricName: '5xx', Statistic: 'Sum', Period: 60, EvaluationPeriods: 1 },
        ...{ Threshold: 1, ComparisonOperator: 'GreaterThanThreshold' },
      }),
    );
    await cloudwatch.send(new SetAlarmStateCommand({ AlarmName, StateValue: 'OK', StateReason: 'quiet' }));
  }

  async function keysUnder(Prefix: string): Promise<string[]> {
    const { Contents = [] } = await new S3Client(aws.clientConfig).send(
      new ListObjectsV2Command({ Bucket: output('LedgerBucket'), Prefix }),
    );
    return Contents.map(({ Key = '' }) => Key);
  }

  async function storedRequest(service: string, stage = ''): Promise<ApprovalRequest> {
    const keys = await keysUnder(`approvals/${aws.account}/${aws.region}/prod/${service}/`);
    const [key, ...others] = keys.filter((each) => each.includes(stage && `/${stage}`));
    expect(others).toEqual([]);
    const { Body } = await new S3Client(aws.clientConfig).send(
      new GetObjectCommand({ Bucket: output('LedgerBucket'), Key: key }),
    );
    return JSON.parse((await Body?.transformToString()) ?? '') as ApprovalRequest;
  }
});

/**
 * The hook waits for people. It has written down by then that its mail was sent, which changes the request: a page that was opened before would be
 * shown again instead of recording the decision.
 */
function asks(event: ControllerEvent): event is Extract<ControllerEvent, { type: 'hook-answered' }> {
  return event.type === 'hook-answered' && event.outcome.kind === 'in-progress';
}

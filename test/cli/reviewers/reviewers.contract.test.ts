import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  CreateTopicCommand,
  GetSubscriptionAttributesCommand,
  ListSubscriptionsByTopicCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { LifecycleHookInput } from '../../../src/controller/ecs/deployment-configuration.ts';
import { startEcsApi } from '../../../src/controller/ecs-api/start-ecs-api.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { runningService } from '../../controller/play.ts';
import { motoClientConfig } from '../../helpers/moto.ts';
import { useMoto } from '../../helpers/use-moto.ts';
import { createGreenlightStack, stackOutputs } from '../greenlight-stack.ts';
import { type Run, runCli } from '../run-cli.ts';

/**
 * Against moto, which confirms every subscription at once and says that credentials did, knows no token, and returns an ARN that does not exist
 * when one is confirmed. Pending subscriptions and confirming are played by fake-sns.ts instead.
 */
const moto = useMoto();
const ana = 'ana@example.com';
const ben = 'ben@example.com';
const TopicArn = stackOutputs.NotificationsTopicArn;

async function deployed(hooks: readonly LifecycleHookInput[] = []) {
  const { endpoint } = moto();
  const sns = new SNSClient({ ...motoClientConfig(endpoint), region: 'us-west-2' });
  await createGreenlightStack(endpoint);
  await sns.send(new CreateTopicCommand({ Name: 'greenlight-notifications-1' }));
  const { controller } = await runningService({ configuration: { lifecycleHooks: hooks } });
  const ecs = await startEcsApi({ controllers: [controller] });
  onTestFinished(() => ecs.stop());
  const env = { AWS_ENDPOINT_URL: endpoint, AWS_ENDPOINT_URL_ECS: ecs.endpoint };
  const policies = async () => {
    const { Subscriptions = [] } = await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }));
    const all = await Promise.all(
      Subscriptions.map(async ({ SubscriptionArn, Endpoint = '' }) => {
        const { Attributes = {} } = await sns.send(new GetSubscriptionAttributesCommand({ SubscriptionArn }));
        return [Endpoint, JSON.parse(Attributes['FilterPolicy'] ?? 'null')] as const;
      }),
    );
    return Object.fromEntries(all);
  };
  return { sns, policies, run: (...words: string[]): Promise<Run> => runCli(['reviewers', ...words], { env }), env };
}

const gate = (hookDetails: JsonObject): LifecycleHookInput => ({
  hookTargetArn: stackOutputs.ApprovalHookArn,
  roleArn: stackOutputs.HookInvokeRoleArn,
  lifecycleStages: ['PRE_PRODUCTION_TRAFFIC_SHIFT'],
  hookDetails,
});

describe('greenlight reviewers', () => {
  test('M7 subscribes with filters, corrects those that exist, and unsubscribes', async () => {
    const { sns, run, policies } = await deployed();
    await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: ben }));

    const added = await run('add', 'Ana@Example.com', ben, '-o', 'json');
    const again = await run('add', ana, ben, '-o', 'json');

    expect([added.code, JSON.parse(added.stdout)]).toMatchObject([
      0,
      {
        topicArn: TopicArn,
        reviewers: [
          { address: ana, result: 'subscribed' },
          { address: ben, result: 'corrected' },
        ],
      },
    ]);
    expect(JSON.parse(again.stdout).reviewers).toMatchObject([{ result: 'unchanged' }, { result: 'unchanged' }]);
    expect(await policies()).toEqual({
      [ana]: { reviewer: [ana] },
      [ben]: { $or: [{ reviewer: [ben] }, { reviewer: [{ exists: false }] }] },
    });

    const removed = await run('remove', ana);

    expect([removed.code, removed.stdout]).toEqual([
      0,
      `● 1 address of greenlight-notifications-1\n\n  ✔ ${ana}  unsubscribed\n`,
    ]);
    expect(Object.keys(await policies())).toEqual([ben]);
  });

  test('lists more subscriptions than a page of SNS has', async () => {
    const { sns, run } = await deployed();
    for (let index = 0; index < 101; index += 1)
      await sns.send(new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: `r${index}@example.com` }));

    const { code, stdout } = await run('list', '-o', 'json');

    expect(code).toBe(0);
    const { subscriptions } = JSON.parse(stdout);
    expect(subscriptions).toHaveLength(101);
    expect(subscriptions[100]).toMatchObject({
      endpoint: 'r100@example.com',
      isAuthenticated: true,
      problems: [{ rule: 'subscription-unfiltered', fix: 'greenlight reviewers add r100@example.com' }],
    });
  });

  test('checks everybody whom the gates of a service ask, through rules, groups and deputies', async () => {
    const { run } = await deployed([
      gate({
        groups: { qa: [ana] },
        rules: [{ name: 'qa', from: ['qa'], deputies: [{ afterMinutes: 30, from: [ben] }] }],
        deadlineMinutes: 60,
      }),
    ]);
    await run('add', ana);

    const missing = await run('check', '--service', 'my-cluster/my-service', '-o', 'json');
    await run('add', ben);
    const complete = await run('check', '--service', 'my-cluster/my-service');

    expect([missing.code, JSON.parse(missing.stdout)]).toMatchObject([
      1,
      {
        reviewers: [
          { address: ana, result: 'reached' },
          { address: ben, result: 'not-reached', next: `greenlight reviewers add ${ben}` },
        ],
      },
    ]);
    expect([complete.code, complete.stdout]).toEqual([
      0,
      `● mails reach 2 of 2 reviewers\n\n  ✔ ${ana}  confirmed and let through (lifecycleHooks[0])\n  ✔ ${ben}  confirmed and let through (lifecycleHooks[0])\n`,
    ]);
  });

  test('is not content with a gate whose configuration the hook refuses, or with no gate at all', async () => {
    const refused = await (await deployed([gate({ reviewers: ['ana'] })])).run(
      'check',
      '--service',
      'my-cluster/my-service',
    );
    await moto().reset();
    const none = await (await deployed()).run('check', '--service', 'my-cluster/my-service');

    expect([refused.code, refused.stdout]).toEqual([1, expect.stringContaining('refuses its configuration')]);
    expect([none.code, none.stderr]).toEqual([
      2,
      expect.stringContaining('no gate of my-cluster/my-service asks anybody'),
    ]);
  });

  test('sends a test mail with no link to those whom it reaches', async () => {
    const { run } = await deployed();
    await run('add', ana);

    const { code, stdout } = await run('check', ana, ben, '--send', '-o', 'json');

    expect([code, JSON.parse(stdout).reviewers]).toMatchObject([
      1,
      [
        { address: ana, testSent: true },
        { address: ben, testSent: false },
      ],
    ]);
    const published = await moto().published();
    expect(published).toMatchObject([
      { subject: '[TEST] Greenlight: nothing to decide', attributes: { event: 'test', reviewer: ana } },
    ]);
    expect(published[0]?.message).toMatch(/^This is a test\. Nothing waits for your decision/);
    expect(published[0]?.message).not.toMatch(/https?:|www\.|\/r\//);
  });

  test('is patient when SNS throttles', async () => {
    const { run, env } = await deployed();
    await run('add', ana);
    const throttled = await startThrottler(env.AWS_ENDPOINT_URL);

    const { code, stdout } = await runCli(['reviewers', 'list', '-o', 'json'], {
      env: { ...env, AWS_ENDPOINT_URL_SNS: throttled.url },
    });

    expect([code, JSON.parse(stdout).subscriptions]).toMatchObject([0, [{ endpoint: ana, state: 'confirmed' }]]);
    expect(throttled.refused()).toEqual(['ListSubscriptionsByTopic', 'GetSubscriptionAttributes']);
  });

  test.each([
    [['add'], /add needs at least one mail address/, /greenlight reviewers add ana@example\.com/],
    [['add', 'ana@example'], /"ana@example" is not a mail address/, /with spaces between them/],
    [['add', `${ana},${ben}`], /is not a mail address/, /with spaces between them/],
    [['list', ana], /list takes no addresses/, /greenlight reviewers check ana@example\.com/],
    [['remove', ana, '--send'], /--send does nothing with remove/, /greenlight reviewers check --send/],
    [['check', '--service', 'shop'], /"shop" is not a service/, /<cluster>\/<service>/],
    [['confirm'], /there is no link to confirm/, /press Enter twice/],
    [['list', '--stack', 'other'], /there is no stack "other"/, /--stack <name>/],
  ])('ends %j with 2, and says what to write instead', async (words, said, next) => {
    const { run } = await deployed();

    const { code, stdout, stderr } = await run(...words);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(said);
    expect(stderr).toMatch(next);
  });
});

/** Refuses the first call of each action, and passes the others on. */
async function startThrottler(target: string): Promise<{ url: string; refused(): readonly string[] }> {
  const refused: string[] = [];
  const server = createServer(async (request, response) => {
    const body = await read(request);
    const action = new URLSearchParams(body).get('Action') ?? '';
    if (!refused.includes(action)) {
      refused.push(action);
      response.writeHead(400, { 'content-type': 'text/xml' });
      response.end(
        '<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>',
      );
      return;
    }
    const headers = Object.entries(request.headers).flatMap(([name, value]) =>
      typeof value === 'string' && !/^(host|connection|content-length|expect)$/.test(name)
        ? [[name, value] as [string, string]]
        : [],
    );
    const answer = await fetch(`${target}${request.url}`, { method: 'POST', headers, body });
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
    response.end(await answer.text());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, refused: () => refused };
}

async function read(request: IncomingMessage): Promise<string> {
  return (await request.toArray()).join('');
}

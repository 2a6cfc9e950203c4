import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { paceOf } from '../../src/announcer/channels/channel-pace.ts';
import { peopleChannel } from '../../src/announcer/channels/people-channel.ts';
import { type PostJson, webhookChannel } from '../../src/announcer/channels/webhook-channel.ts';
import { readWebhookUrl, slackWebhook, teamsWebhook } from '../../src/announcer/channels/webhook-url.ts';
import { slackMessage } from '../../src/announcer/formats/slack-message.ts';
import type { Announcement } from '../../src/announcer/news/announcement.ts';
import { requestNews } from '../../src/announcer/news/request-news.ts';
import { castVote } from '../../src/approval/request/transitions.ts';
import { postJson } from '../../src/functions/lazy/announcer/post-json.ts';
import { key, neverAborted, newRequest, recordingNotifier, subject, vote } from '../helpers/approval.ts';
import { announce, announcerSetup, ofService, recordingChannel, sweepOfAnnouncer, written } from './announcer-setup.ts';

const { deploymentId } = subject;
const secretUrl = 'https://hooks.slack.com/services/T0/B0/verysecretpart';
const request = newRequest({ reviewers: ['ana@example.com', 'ben@example.com'] });
const decided = castVote(request, vote()).request;
const [asked, approved] = requestNews(decided) as [Announcement, Announcement];

const noMemory = { receipts: {}, keep: () => {} };

type Answer = Awaited<ReturnType<PostJson>>;
const ok: Answer = { status: 200, retryAfterSeconds: undefined, text: 'ok' };

/** A chat that gives this answer, and a secret that may change. */
function chatSetup(answer: () => Answer | Promise<Answer> = () => ok) {
  const posts: { url: string; body: object }[] = [];
  const pauses: number[] = [];
  const secret = { value: secretUrl as string | undefined, reads: 0 };
  const channel = webhookChannel({
    kind: slackWebhook,
    format: slackMessage,
    pace: paceOf(1000, async (milliseconds) => void pauses.push(milliseconds)),
    async readSecret() {
      secret.reads += 1;
      return secret.value;
    },
    async post(url, body) {
      posts.push({ url, body });
      return answer();
    },
  });
  const [lane] = channel([asked, approved]);
  if (!lane) throw new Error('there is no lane');
  return { posts, pauses, secret, lane, send: (news = asked) => lane.send(news, neverAborted, noMemory) };
}

describe('a webhook', () => {
  test('gets each announcement at the address in its secret, which is read once', async () => {
    const { posts, secret, send, pauses, lane } = chatSetup();
    await send();
    await send(approved);

    expect(lane.name).toBe('slack');
    expect(posts).toEqual([
      { url: secretUrl, body: slackMessage(asked) },
      { url: secretUrl, body: slackMessage(approved) },
    ]);
    expect(secret.reads).toBe(1);
    expect(pauses).toEqual([1000, 1000]);
  });

  test('is tried later if it asks for that', async () => {
    const { send } = chatSetup(() => ({ status: 429, retryAfterSeconds: 30, text: 'ratelimited' }));

    await expect(send()).rejects.toMatchObject({
      name: 'RetryLaterError',
      message: 'Slack answered with status 429, ratelimited',
      afterMs: 30_000,
    });
  });

  test.each<[string, () => Answer | Promise<Answer>, string]>([
    ['refuses', () => ({ ...ok, status: 404, text: 'no_service' }), 'Slack answered with status 404, no_service'],
    ['redirects', () => ({ ...ok, status: 302, text: '' }), 'Slack answered with status 302, '],
    ['quotes an address', () => ({ ...ok, status: 500, text: `no ${secretUrl}` }), 'Slack answered with status 500'],
    [
      'cannot be reached',
      () =>
        Promise.reject(Object.assign(new TypeError(`fetch ${secretUrl} failed`), { cause: { code: 'ECONNREFUSED' } })),
      'Slack could not be reached: ECONNREFUSED',
    ],
  ])('that %s is an error without its address', async (_what, answer, message) => {
    const { send } = chatSetup(answer);
    const error = await send().catch((reason: unknown) => reason as Error);

    expect(error?.message).toBe(message);
    expect(`${error?.stack}${JSON.stringify(error)}`).not.toContain('verysecretpart');
  });

  test('is read again after a failure, so that a new address counts', async () => {
    const answers = [{ ...ok, status: 404, text: '' }, ok];
    const { send, secret, posts } = chatSetup(() => answers.shift() ?? ok);
    await send().catch(() => {});
    secret.value = `${secretUrl}2`;
    await send();

    expect(posts.map(({ url }) => url)).toEqual([secretUrl, `${secretUrl}2`]);
  });
});

describe('the address in a secret', () => {
  test.each([
    [slackWebhook, secretUrl],
    [slackWebhook, ` ${secretUrl}\n`],
    [teamsWebhook, 'https://prod-12.westeurope.logic.azure.com:443/workflows/1/triggers/manual/paths/invoke?sig=a%2Fb'],
    [teamsWebhook, 'https://default1.2a.environment.api.powerplatform.com/powerautomate/automations/direct/x?sig=y'],
  ])('of $name can be %j', (kind, secret) => {
    expect(readWebhookUrl(secret, kind)).toBe(secret.trim());
  });

  test.each([
    [undefined, 'holds nothing'],
    ['verysecretpart', 'holds no URL'],
    ['http://hooks.slack.com/services/verysecretpart', 'holds a URL without https'],
    ['https://user:verysecretpart@hooks.slack.com/services/x', 'holds a URL with a user or a port'],
    ['https://hooks.slack.com:8443/verysecretpart', 'holds a URL with a user or a port'],
    ['https://hooks.slack.com.evil.example/verysecretpart', 'holds a URL at hooks.slack.com.evil.example'],
    ['https://evil-hooks.slack.com/verysecretpart', 'holds a URL at evil-hooks.slack.com'],
    ['https://evil.example/hooks.slack.com/verysecretpart', 'holds a URL at evil.example'],
    ['https://169.254.169.254/verysecretpart', 'holds a URL at 169.254.169.254'],
  ])('cannot be %j', (secret, fault) => {
    expect(() => readWebhookUrl(secret, slackWebhook)).toThrow(
      `the secret of the Slack channel ${fault}: put the URL of an incoming webhook of Slack, https://hooks.slack.com/services/…, there as plain text`,
    );
    expect(() => readWebhookUrl(secret, slackWebhook)).not.toThrow(/verysecretpart/);
  });

  test.each([
    'https://logic.azure.com.evil.example/x',
    'https://a.logic.azure.com.evil.example/x',
    'https://a.environment.api.powerplatform.com.evil.example/x',
    'https://evil-logic.azure.com/x',
    'https://hooks.slack.com/x',
    'https://logic.azure.com/x',
  ])('of Teams cannot be %s', (secret) => {
    expect(() => readWebhookUrl(secret, teamsWebhook)).toThrow(/put the URL of a Teams workflow/);
  });
});

describe('over the wire', () => {
  test('JSON is posted, and a redirect is an answer like any other', async () => {
    const seen: { type: string | undefined; body: string }[] = [];
    const server = createServer((incoming, outgoing) => {
      let body = '';
      incoming.on('data', (chunk) => {
        body += String(chunk);
      });
      incoming.on('end', () => {
        seen.push({ type: incoming.headers['content-type'], body });
        if (incoming.url === '/moved') outgoing.writeHead(302, { location: '/elsewhere' }).end();
        else outgoing.writeHead(429, { 'retry-after': '7' }).end('x'.repeat(2000));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    expect(await postJson(`${url}/hook`, { text: 'grün' }, neverAborted)).toEqual({
      status: 429,
      retryAfterSeconds: 7,
      text: 'x'.repeat(500),
    });
    expect(await postJson(`${url}/moved`, {}, neverAborted)).toMatchObject({
      status: 302,
      retryAfterSeconds: undefined,
    });
    await expect(postJson(`${url}/hook`, {}, AbortSignal.abort())).rejects.toThrow(/aborted/);
    expect(seen[0]).toEqual({ type: 'application/json; charset=utf-8', body: '{"text":"grün"}' });
    expect(seen).toHaveLength(2);
  });
});

describe('the people who were asked', () => {
  test('get the results on a lane each, and no question a second time', async () => {
    const notifier = recordingNotifier();
    const lanes = peopleChannel(notifier)([asked, approved]);
    for (const lane of lanes) for (const news of lane.announcements) await lane.send(news, neverAborted, noMemory);

    expect(lanes.map(({ name }) => name)).toEqual(['people/ana@example.com', 'people/ben@example.com']);
    expect(notifier.sent.map(({ attributes }) => attributes)).toEqual([
      { event: 'decided', cluster: 'my-cluster', service: 'my-service', reviewer: 'ana@example.com' },
      { event: 'decided', cluster: 'my-cluster', service: 'my-service', reviewer: 'ben@example.com' },
    ]);
    expect(notifier.sent[0]?.subject).toBe('[APPROVED] my-service 1.42 on my-cluster');
    expect(notifier.sent[0]?.body).not.toMatch(/https?:/);
  });

  test('are all who are subscribed, if nobody was named', async () => {
    const notifier = recordingNotifier();
    const news = requestNews(castVote(newRequest(), vote()).request);
    const [lane] = peopleChannel(notifier)(news);
    await lane?.send(news.at(-1) as Announcement, neverAborted, noMemory);

    expect(lane?.name).toBe('people/everybody');
    expect(notifier.sent[0]?.attributes).not.toHaveProperty('reviewer');
  });
});

describe('the announcer', () => {
  test('sends what is new and nothing twice, and forgets a deployment once it is over', async () => {
    const setup = announcerSetup();
    const topic = recordingChannel();
    const parts = setup.parts([topic.channel]);
    setup.put(request);
    await announce(parts, written(), written());
    setup.put(decided);
    await announce(parts, written());
    await announce(parts, sweepOfAnnouncer);
    expect(topic.accepted).toEqual(['asked:POST_TEST_TRAFFIC_SHIFT', 'decided:POST_TEST_TRAFFIC_SHIFT:vote-1']);
    expect(Object.keys(setup.store.contents()).filter((name) => name.startsWith('announcing/'))).toHaveLength(1);

    setup.ecs.deployment = { status: 'SUCCESSFUL' };
    await announce(parts, ofService);
    expect(topic.accepted.at(-1)).toBe('finished');
    expect(Object.keys(setup.store.contents()).filter((name) => name.startsWith('announcing/'))).toEqual([]);

    await announce(parts, written());
    expect(topic.accepted).toHaveLength(3);
  });

  test.each([
    [undefined, undefined],
    ['https://desk.example.com', `https://desk.example.com/deployments/my-cluster/my-service/${deploymentId}`],
  ])('leads to the desk only if people can sign in there: %s', async (deskUrl, page) => {
    const setup = announcerSetup();
    const topic = recordingChannel();
    setup.put(decided);
    setup.ecs.deployment = { status: 'SUCCESSFUL' };
    await announce({ ...setup.parts([topic.channel]), deskUrl }, written());

    expect(topic.announcements.map((one) => [one.event, one.page])).toEqual(
      ['asked', 'decided', 'finished'].map((event) => [event, page]),
    );
  });

  test('holds up no channel because of another one, and tries that one again later', async () => {
    const setup = announcerSetup();
    const [topic, slack] = [recordingChannel('topic'), recordingChannel('slack')];
    const parts = setup.parts([topic.channel, slack.channel]);
    slack.failWith(new Error('down'));
    setup.put(decided);
    await announce(parts, written());
    expect(topic.accepted).toHaveLength(2);
    expect(setup.logger.lines.find(({ level }) => level === 'warn')?.message).toBe(
      'an announcement could not be sent and will be tried again',
    );

    slack.failWith(undefined);
    await announce(parts, sweepOfAnnouncer);
    expect(slack.accepted).toEqual([]);
    setup.clock.step(60);
    await announce(parts, sweepOfAnnouncer);
    expect(slack.accepted).toEqual(topic.accepted);
  });

  test('gives an announcement up after a day, says so, and gives each further one a single attempt', async () => {
    const setup = announcerSetup();
    const slack = recordingChannel('slack');
    const parts = setup.parts([slack.channel]);
    slack.failWith(new Error('no_service'));
    setup.put(decided);
    let attempts = 0;
    for (let minute = 0; minute <= 25 * 60; minute += 1) {
      await announce(parts, sweepOfAnnouncer, ...(minute === 0 ? [written()] : []));
      setup.clock.step(60);
    }
    const about = (text: string) => setup.logger.lines.filter(({ message }) => message.startsWith(text));
    attempts = about('an announcement could not be sent').length;

    expect(attempts).toBeGreaterThan(40);
    expect(attempts).toBeLessThan(60);
    expect(about('gave up on an announcement')).toHaveLength(2);
    slack.failWith(undefined);
    setup.ecs.deployment = { status: 'SUCCESSFUL' };
    await announce(parts, sweepOfAnnouncer);
    expect(slack.accepted).toEqual(['finished']);
  });

  test('finds an open request whose event was lost', async () => {
    const setup = announcerSetup();
    const topic = recordingChannel();
    setup.put(request);
    setup.store.edit(key.replace('approvals/', 'open/'), '');
    await announce(setup.parts([topic.channel]), sweepOfAnnouncer);
    expect(topic.accepted).toEqual(['asked:POST_TEST_TRAFFIC_SHIFT']);

    setup.store.remove(key.replace('approvals/', 'open/'), neverAborted);
    setup.put(decided);
    await announce(setup.parts([topic.channel]), sweepOfAnnouncer);
    expect(topic.accepted).toHaveLength(2);
  });

  test('announces requests even if ECS cannot be asked, and waits for the end', async () => {
    const setup = announcerSetup();
    const topic = recordingChannel();
    setup.ecs.error = new Error('ThrottlingException');
    setup.put(decided);

    expect(await announce(setup.parts([topic.channel]), written())).toEqual([]);
    expect(topic.accepted).toHaveLength(2);
    expect(Object.keys(setup.store.contents()).some((name) => name.startsWith('announcing/'))).toBe(true);
  });

  test('announces a rejection before the rollback that it caused, even if it is stored while ECS is asked', async () => {
    const setup = announcerSetup();
    const topic = recordingChannel();
    const rejected = castVote(request, vote({ choice: 'REJECT', reason: 'no' })).request;
    setup.put(request);
    const startedAt = new Date('2026-11-22T14:10:01.000Z');
    const ecs = async () => ({
      async describeServiceDeployment() {
        setup.put(rejected);
        return { status: 'ROLLBACK_IN_PROGRESS', rollback: { reason: 'a hook failed', startedAt } };
      },
    });
    await announce({ ...setup.parts([topic.channel]), ecs }, written());

    expect(topic.announcements.map(({ event }) => event)).toEqual(['asked', 'decided', 'rolled-back']);
    expect(topic.announcements.at(-1)?.cause).toMatch(/^rejected by ana@example\.com .*: no$/);
  });

  test('leaves out a request that was damaged by hand, and announces the others', async () => {
    const setup = announcerSetup();
    const topic = recordingChannel();
    setup.put(decided);
    setup.store.edit(
      'approvals/123456789012/us-west-2/my-cluster/my-service/EZe5RNVLH6PPzHXINuP28/BAKE_TIME.json',
      '{}',
    );

    expect(await announce(setup.parts([topic.channel]), written())).toEqual([]);
    expect(topic.accepted).toHaveLength(2);
  });

  test('reports messages that it could not process, and ignores those that it does not know', async () => {
    const setup = announcerSetup();
    const parts = setup.parts([recordingChannel().channel]);
    setup.put(decided);
    const broken = { ...parts, ledger: { ...parts.ledger, read: () => Promise.reject(new Error('S3 is down')) } };

    expect(
      await announce(broken, { source: 'aws.s3', detail: { object: { key: 'reports/x' } } }, written(), 'what?', {}),
    ).toEqual(['1']);
    expect(setup.logger.lines.filter(({ level }) => level === 'warn')).toHaveLength(2);
  });

  test('writes nothing but its own objects', async () => {
    const setup = announcerSetup();
    setup.put(decided);
    await announce(setup.parts([recordingChannel().channel]), written());

    const writes = setup.store.operations.filter((operation) => !/^(read|list) /.test(operation));
    expect(writes.length).toBeGreaterThan(2);
    for (const write of writes) expect(write).toMatch(/^(put|create|replace|remove) (announcements|announcing)\//);
  });
});

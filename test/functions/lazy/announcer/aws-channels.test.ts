import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Announcement } from '../../../../src/announcer/news/announcement.ts';
import { requestNews } from '../../../../src/announcer/news/request-news.ts';
import { castVote } from '../../../../src/approval/request/transitions.ts';
import { awsChannels } from '../../../../src/functions/lazy/announcer/aws-channels.ts';
import { slackToken } from '../../../approval/slack/fake-slack.ts';
import { neverAborted, newRequest, vote } from '../../../helpers/approval.ts';

const slackUrl = 'https://hooks.slack.com/services/T0/B0/slack';
const teamsUrl = 'https://prod-12.westeurope.logic.azure.com/workflows/teams';
const secrets: Record<string, string> = { slack: slackUrl, teams: teamsUrl, token: slackToken };
const topic = (name: string) => `arn:aws:sns:us-west-2:123456789012:${name}`;
const everything = {
  ...{ ANNOUNCEMENTS_TOPIC_ARN: topic('announcements'), ANNOUNCEMENTS_HTTPS: 'json' as const },
  ...{
    NOTIFICATIONS_TOPIC_ARN: topic('notifications'),
    SLACK_TOKEN_SECRET_ID: 'token',
    SLACK_APP_CHANNEL: 'C0RELEASES',
  },
  ...{ SLACK_WEBHOOK_SECRET_ID: 'slack', TEAMS_WEBHOOK_SECRET_ID: 'teams' },
};
const news = requestNews(castVote(newRequest({ reviewers: ['ana@example.com'] }), vote()).request);
const decided = news.at(-1) as Announcement;

describe('the channels of a stack', () => {
  const published: URLSearchParams[] = [];
  const posted: { url: string; token: string | undefined; body: Record<string, unknown> }[] = [];
  let isDown = false;
  const aws = createServer(async (request, response) => {
    const body = await text(request);
    if (request.headers['x-amz-target'] !== undefined) {
      response.end(JSON.stringify({ SecretString: secrets[(JSON.parse(body) as { SecretId: string }).SecretId] }));
      return;
    }
    published.push(new URLSearchParams(body));
    const result = '<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>';
    response.writeHead(isDown ? 503 : 200, { 'content-type': 'text/xml' }).end(isDown ? '' : result);
  });
  beforeAll(() => new Promise<void>((listening) => aws.listen(0, '127.0.0.1', listening)));
  afterAll(() => {
    aws.closeAllConnections();
    aws.close();
  });
  beforeEach(() => {
    published.length = 0;
    posted.length = 0;
    isDown = false;
    vi.stubEnv('AWS_REGION', 'us-west-2');
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(aws.address() as AddressInfo).port}`);
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'testing');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'testing');
    vi.stubGlobal(
      'fetch',
      async (url: string, { headers, body }: { headers: Record<string, string>; body: string }) => {
        posted.push({ url, token: headers['authorization'], body: JSON.parse(body) as Record<string, unknown> });
        return new Response('{"ok":true,"ts":"1.2"}');
      },
    );
  });

  const lanesOf = (settings: Parameters<typeof awsChannels>[0]) =>
    awsChannels(settings).flatMap((channel) => channel([decided]));
  const send = (lane: ReturnType<typeof lanesOf>[number]) =>
    lane.send(decided, neverAborted, { receipts: {}, keep: () => {} });

  test('each get the news at their own address', async () => {
    const lanes = lanesOf(everything);
    for (const lane of lanes) await send(lane);

    expect(lanes.map(({ name }) => name)).toEqual(['topic', 'people/ana@example.com', 'slack', 'teams', 'slack-app']);
    expect(published.map((form) => form.get('TopicArn'))).toEqual([topic('announcements'), topic('notifications')]);
    expect(posted).toMatchObject([
      { url: slackUrl, body: { blocks: expect.any(Array) } },
      { url: teamsUrl, body: { attachments: expect.any(Array) } },
      {
        ...{ url: 'https://slack.com/api/chat.postMessage', token: `Bearer ${slackToken}` },
        body: { channel: 'C0RELEASES' },
      },
    ]);
    const forms = JSON.parse(published[0]?.get('Message') ?? '') as { https: string };
    expect(JSON.parse(forms.https)).toMatchObject({ schemaVersion: 1, event: 'decided' });
  });

  test('are the topic alone, if nothing else is configured', () => {
    const { ANNOUNCEMENTS_TOPIC_ARN, ANNOUNCEMENTS_HTTPS } = everything;

    expect(lanesOf({ ANNOUNCEMENTS_TOPIC_ARN, ANNOUNCEMENTS_HTTPS }).map(({ name }) => name)).toEqual(['topic']);
  });

  // If only the response was lost, everybody would get it twice.
  test('publish once, and leave it to the outbox to try again', async () => {
    isDown = true;
    const [all, ana] = lanesOf(everything) as [ReturnType<typeof lanesOf>[number], ReturnType<typeof lanesOf>[number]];

    await expect(send(all)).rejects.toThrow();
    await expect(send(ana)).rejects.toThrow();
    expect(published).toHaveLength(2);
  });

  test('stop publishing once the time is up', async () => {
    const [all] = lanesOf(everything);

    await expect(all?.send(decided, AbortSignal.abort(), { receipts: {}, keep: () => {} })).rejects.toThrow(/aborted/i);
    expect(published).toEqual([]);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import { snsNotifier } from '../../../src/approval/notice/sns-notifier.ts';
import { approvalSetup, facts, neverAborted } from '../../helpers/approval.ts';

const topicArn = 'arn:aws:sns:us-west-2:123456789012:approvals';
const notice = (body: string) => ({ subject: '[ACTION] Approve', body, attributes: { event: 'approval-requested' } });
const half = '\ud83d';

describe('snsNotifier', () => {
  test('M3 sends a string with half a surrogate pair with a replacement character', async () => {
    const sns = await startSns();

    await sns.notifier.publish(notice(`Cart ${half}`), neverAborted);

    expect(sns.messages).toEqual(['Cart \ufffd']);
  });

  test('M3 keeps nothing of a message that could not be written for the next one', async () => {
    const sns = await startSns();
    const broken = { toWellFormed: () => Object.create(null) } as unknown as string;

    await expect(sns.notifier.publish(notice(broken), neverAborted)).rejects.toThrow();
    await sns.notifier.publish(notice('the mail of another service'), neverAborted);

    expect(sns.messages).toEqual(['the mail of another service']);
    expect(sns.bodies[0]).toMatch(/^[^&]+(&[^&]+)*$/);
    expect(sns.bodies[0]?.match(/Message=/g)).toHaveLength(1);
    expect(sns.clients()).toBe(2);
  });

  test('RL12 sends one copy when SNS accepts the mail and the response is lost', async () => {
    const sns = await startSns({ loses: 1 });

    await expect(sns.notifier.publish(notice('once'), neverAborted)).rejects.toThrow();

    expect(sns.messages).toEqual(['once']);
  });

  test('P4 RL12 sends it again at the next attempt, with a client that works', async () => {
    const sns = await startSns({ loses: 1 });

    await sns.notifier.publish(notice('one'), neverAborted).catch(() => undefined);
    await sns.notifier.publish(notice('one'), neverAborted);
    await sns.notifier.publish(notice('two'), neverAborted);

    expect(sns.messages).toEqual(['one', 'one', 'two']);
    expect(sns.clients()).toBe(2);
  });
});

describe('M3 a request with half a surrogate pair in its name', () => {
  test('M3 is stored and mailed with a replacement character', async () => {
    const images = [{ container: `ui${half}`, before: 'shop/ui:1', after: `shop/ui:${half}2` }];
    const setup = approvalSetup({ describe: async () => ({ ...facts, images, unknown: [`no ${half}`] }) });

    await setup.gate({ title: `Cart ${half}`, notes: `Try ${half}` })();

    const stored = JSON.stringify(setup.request());
    expect(stored).not.toMatch(/\\ud83d/);
    expect(setup.request().subject).toMatchObject({ title: 'Cart \ufffd', notes: 'Try \ufffd' });
    expect(setup.notifier.sent[0]?.body.isWellFormed()).toBe(true);
    expect(setup.notifier.sent[0]?.body).toContain('ui\ufffd');
  });

  test('M3 stays readable after somebody has put half a surrogate pair into it by hand', async () => {
    const setup = approvalSetup();
    const poll = setup.gate();
    await poll();
    const [[at, body]] = Object.entries(setup.store.contents()).filter(([name]) => name.startsWith('approvals/')) as [
      [string, string],
    ];
    setup.store.edit(at, body.replace('"unknown": []', '"unknown": ["\\ud83d"]'));

    expect(await poll()).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    const page = await (await setup.desk.request(setup.link())).text();
    expect(page.isWellFormed()).toBe(true);
  });
});

/** @param loses - takes this many messages without an answer */
async function startSns({ loses = 0 } = {}) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    bodies.push(await text(request));
    if (bodies.length <= loses) {
      request.socket.destroy();
      return;
    }
    response.setHeader('content-type', 'text/xml');
    response.end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' };
  let clients = 0;
  const newClient = () => {
    clients += 1;
    return new SNSClient({ endpoint, credentials, region: 'us-west-2', maxAttempts: 1 });
  };
  return {
    bodies,
    clients: () => clients,
    notifier: snsNotifier(newClient, topicArn),
    get messages() {
      return bodies.map((body) => new URLSearchParams(body).get('Message'));
    },
  };
}

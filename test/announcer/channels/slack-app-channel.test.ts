import { describe, expect, test } from 'vitest';
import { paceOf } from '../../../src/announcer/channels/channel-pace.ts';
import { slackAppChannel } from '../../../src/announcer/channels/slack-app-channel.ts';
import { slackTokenSource } from '../../../src/approval/slack/slack-app.ts';
import { anaInSlack, slackSetup } from '../../approval/desk/slack/slack-setup.ts';
import { type FakeMessage, slackToken } from '../../approval/slack/fake-slack.ts';
import { textOf } from '../../approval/slack/text-of.ts';
import { decideAt, key, subject } from '../../helpers/approval.ts';
import { announce, announcerSetup, ofService, sweepOfAnnouncer, written } from '../announcer-setup.ts';

const channel = 'C0RELEASES';

/** A hook, a desk and an announcer over one ledger, and a workspace of Slack. */
async function asked(details: object = {}) {
  const desk = slackSetup();
  const announcer = announcerSetup();
  const pauses: number[] = [];
  const { slack, store } = desk;
  const secret = { token: slackToken };
  const slackApp = slackAppChannel({
    ...{ post: slack.post, channel, token: slackTokenSource(async () => secret.token, announcer.clock) },
    pace: paceOf(1000, async (milliseconds) => void pauses.push(milliseconds)),
  });
  const parts = announcer.parts([slackApp], store);
  const poll = desk.gate({ deadlineMinutes: 30, reviewers: ['ana@example.com', 'ben@example.com'], ...details });
  await poll();
  const step = (seconds: number) => {
    desk.clock.step(seconds);
    announcer.clock.step(seconds);
  };
  const news = async (message: object = written()) => expect(await announce(parts, message)).toEqual([]);
  return { ...desk, announcer, parts, poll, step, news, pauses, secret };
}

const buttonsOf = (message: FakeMessage | undefined) =>
  message?.blocks.flatMap(({ type, elements = [] }) => (type === 'actions' ? elements : [])) ?? [];
const titleOf = (message: FakeMessage | undefined) => message?.blocks[0]?.text?.text;

describe('the story of a request in Slack', () => {
  test('is asked with two buttons, decided in a form, and told by the same message', async () => {
    const { slack, news, send, submit, request, poll, announcer } = await asked();
    await news();
    const [message] = slack.messages;
    expect(titleOf(message)).toBe('🟡 ASKED my-service 1.42 on my-cluster');
    expect(buttonsOf(message).map(({ text, value }) => [text.text, value])).toEqual([
      ['Approve…', key],
      ['Reject…', key],
    ]);
    expect(JSON.stringify(message)).not.toMatch(/https?:|mrkdwn/);

    const [approve] = buttonsOf(message);
    await send(slack.click(anaInSlack, { action: approve?.action_id ?? '', value: approve?.value ?? '' }));
    const form = slack.viewOf(anaInSlack);
    if (!form) throw new Error('no form is open');
    const shown = await submit(form, { ticked: ['looked'], reason: 'paid with a card' });
    expect(textOf(shown)).toContain('Recorded at 14:00 UTC');
    expect(request().decision).toMatchObject({ status: 'APPROVED', via: 'slack', by: 'ana@example.com' });
    expect(await poll()).toMatchObject({ hookStatus: 'SUCCEEDED' });

    await news();
    expect(slack.messages).toHaveLength(1);
    expect(titleOf(message)).toBe('🟢 APPROVED my-service 1.42 on my-cluster');
    expect(buttonsOf(message)).toEqual([]);
    expect(message?.text).toContain('approved by ana@example.com');

    announcer.ecs.deployment = { status: 'SUCCESSFUL' };
    await news(ofService);
    await news(sweepOfAnnouncer);
    expect(slack.messages.map(({ thread }) => thread)).toEqual([undefined, message?.ts]);
    expect(titleOf(slack.messages[1])).toContain('my-service 1.42 on my-cluster');
    expect(slack.calls).toEqual(['chat.postMessage', 'views.open', 'chat.update', 'chat.postMessage']);
  });

  test('ends without buttons if nobody decides', async () => {
    const { slack, news, poll, step } = await asked();
    await news();
    step(31 * 60);
    await poll();
    await news();

    expect(titleOf(slack.messages[0])).toContain('EXPIRED');
    expect(buttonsOf(slack.messages[0])).toEqual([]);
  });

  test('keeps its buttons while votes are withdrawn, and its thread says so', async () => {
    const { slack, news, press, submit, desk, link } = await asked({ approvals: 2 });
    await news();
    await submit(await press(anaInSlack, 'approve'), { ticked: ['looked'] });
    await decideAt(desk, link('ana@example.com'), { choice: 'withdraw', reason: 'I looked at the wrong one' });
    await news();

    expect(buttonsOf(slack.messages[0])).toHaveLength(2);
    expect(slack.messages[1]).toMatchObject({ thread: slack.messages[0]?.ts });
    expect(slack.messages[1]?.text).toContain('VOTE WITHDRAWN');
  });
});

describe('the channel of the Slack app', () => {
  test('waits as long as Slack asks for, and remembers its message after that', async () => {
    const { slack, news, step, store } = await asked();
    slack.limits.failWith = { status: 429, retryAfterSeconds: 90 };
    await news();
    slack.limits.failWith = undefined;
    step(89);
    await news(sweepOfAnnouncer);
    expect(slack.messages).toEqual([]);
    step(1);
    await news(sweepOfAnnouncer);

    const [message] = slack.messages;
    const { account, region, cluster, service, deploymentId } = subject;
    const outbox = `announcements/${account}/${region}/${cluster}/${service}/${deploymentId}.json`;
    expect(JSON.parse(store.contents()[outbox] ?? '{}').lanes['slack-app']).toEqual({
      sent: { 'asked:POST_TEST_TRAFFIC_SHIFT': '2026-11-22T14:01:30.000Z' },
      receipts: { 'asked:POST_TEST_TRAFFIC_SHIFT': message?.ts },
    });
    expect(JSON.stringify(store.contents())).not.toContain('verysecret');
  });

  test('says the result in a message of its own if the first one was deleted', async () => {
    const { slack, news, press, submit } = await asked();
    await news();
    const form = await press(anaInSlack, 'reject');
    slack.messages.length = 0;
    await submit(form, { reason: 'the cart is empty' });
    await news();

    expect(titleOf(slack.messages[0])).toContain('REJECTED');
    expect(buttonsOf(slack.messages[0])).toEqual([]);
  });

  test('distinguishes two gates', async () => {
    const { slack, news, gate, press, submit } = await asked({ gate: 'release' });
    await gate({ deadlineMinutes: 30, reviewers: ['ana@example.com'], gate: 'legal' })();
    await news();
    const [first, second] = slack.messages;
    const value = buttonsOf(second)[0]?.value ?? '';
    await submit(await press(anaInSlack, 'reject', value), { reason: 'no' });
    await news();

    expect(slack.messages).toHaveLength(2);
    expect(buttonsOf(first)).toHaveLength(2);
    expect(titleOf(second)).toContain('REJECTED');
  });

  test('tries an error again, with the secret as it is by then', async () => {
    const { slack, news, step, secret } = await asked();
    secret.token = 'xoxb-withdrawn';
    await news();
    expect(slack.messages).toEqual([]);
    secret.token = slackToken;
    step(60);
    await news(sweepOfAnnouncer);

    expect(slack.messages).toHaveLength(1);
  });

  test('says nothing a second time because its message could not be changed for a moment', async () => {
    const { slack, news, press, submit, step } = await asked();
    await news();
    await submit(await press(anaInSlack, 'reject'), { reason: 'no' });
    slack.limits.failWith = { status: 500 };
    await news();
    expect(slack.calls.filter((method) => method.startsWith('chat.'))).toEqual(['chat.postMessage', 'chat.update']);
    slack.limits.failWith = undefined;
    step(60);
    await news(sweepOfAnnouncer);

    expect(slack.messages.map(titleOf)).toEqual([expect.stringContaining('REJECTED')]);
  });
});

import { describe, expect, test } from 'vitest';
import { callSlack, type PostToSlack } from '../../../src/approval/slack/call-slack.ts';
import {
  parseSlackApp,
  parseSlackToken,
  slackAppSource,
  slackTokenSource,
} from '../../../src/approval/slack/slack-app.ts';
import { neverAborted } from '../../helpers/approval.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { slackSecret, slackToken } from './fake-slack.ts';

describe('the secret of the Slack app', () => {
  test('is read', () => {
    expect(parseSlackApp(JSON.stringify(slackSecret))).toEqual(slackSecret);
  });

  test.each<[unknown, string]>([
    [undefined, 'it is not JSON'],
    ['xoxb-verysecrettoken', 'it is not JSON'],
    [{ ...slackSecret, botToken: slackToken }, 'botToken: unknown key'],
    [{ ...slackSecret, team: undefined }, 'team: missing'],
    [{ ...slackSecret, signingSecret: 'verysecret' }, 'signingSecret: expected the signing secret of the app'],
    [{ ...slackSecret, team: 'shop' }, 'team: expected the id of the workspace, T…'],
    [{ ...slackSecret, team: 'xT0123' }, 'team: expected the id of the workspace, T…'],
    [{ ...slackSecret, team: 'T0123/shop' }, 'team: expected the id of the workspace, T…'],
    [{ ...slackSecret, people: { xU1: 'ana@example.com' } }, 'people.xU1: expected the id of a Slack account, U…'],
    [{ ...slackSecret, people: { U1x: 'ana@example.com' } }, 'people.U1x: expected the id of a Slack account, U…'],
    [{ ...slackSecret, people: { ana: 'ana@example.com' } }, 'people.ana: expected the id of a Slack account, U…'],
    [{ ...slackSecret, people: { U1: 'link holder' } }, 'people.U1: expected a mail address'],
    [{ ...slackSecret, people: [] }, 'people: expected an object'],
    [{ ...slackSecret, people: { U1: 'arn:aws:iam::123456789012:user/a@b' } }, 'people.U1: expected a mail address'],
    [{ ...slackSecret, verysecret: 1 }, 'unknown key'],
    [{ ...slackSecret, signingSecret: 8742231876 }, 'signingSecret: invalid type: Expected string; write'],
  ])('%j is refused without a word of it', (secret, why) => {
    const text = typeof secret === 'string' ? secret : secret === undefined ? undefined : JSON.stringify(secret);

    expect(() => parseSlackApp(text)).toThrow(why);
    expect(() => parseSlackApp(text)).toThrow('write {"signingSecret":"…"');
    expect(() => parseSlackApp(text)).not.toThrow(/verysecrett|742231/);
  });

  test.each([
    ...[undefined, '', 'xoxp-verysecrettoken', 'xoxb-verysecrettoken xoxb-verysecrettoken', '"xoxb-verysecrettoken"'],
    JSON.stringify({ ...slackSecret, botToken: slackToken }),
  ])('its token, %j, is refused without a word of it', (text) => {
    expect(() => parseSlackToken(text)).toThrow('write the bot token, xoxb-…, there as plain text');
    expect(() => parseSlackToken(text)).not.toThrow(/verysecrett|8f742231/);
  });

  test('is joined with its token for the desk; the announcer reads the token only', async () => {
    const clock = new SteppableClock();
    const token = async () => `${slackToken}\n`;
    const app = slackAppSource({ app: async () => JSON.stringify(slackSecret), token }, clock);

    expect(await app({ signal: neverAborted })).toEqual({ ...slackSecret, botToken: slackToken });
    expect(await slackTokenSource(token, clock)({ signal: neverAborted })).toBe(slackToken);
  });

  test('is read every five minutes, and a fresh one twice a minute', async () => {
    const clock = new SteppableClock();
    const read = { times: 0 };
    const token = slackTokenSource(async () => {
      read.times += 1;
      return slackToken;
    }, clock);
    const readsAfter = async (seconds: number, fresh: boolean) => {
      clock.step(seconds);
      await token({ fresh, signal: neverAborted });
      return read.times;
    };

    expect(await readsAfter(0, false)).toBe(1);
    expect(await readsAfter(29, true)).toBe(1);
    expect(await readsAfter(1, true)).toBe(2);
    expect(await readsAfter(299, false)).toBe(2);
    expect(await readsAfter(1, false)).toBe(3);
    clock.step(31);
    await token({ signal: neverAborted });
    expect(read.times).toBe(3);
  });
});

describe('a call of Slack', () => {
  const call = { token: 'xoxb-verysecrettoken', body: {}, signal: neverAborted };
  const answering = (answer: Partial<Awaited<ReturnType<PostToSlack>>>): PostToSlack => {
    return async () => ({ status: 200, retryAfterSeconds: undefined, json: undefined, ...answer });
  };

  test.each<[PostToSlack, object]>([
    [answering({ json: { ok: false, error: 'not_in_channel' } }), { code: 'not_in_channel' }],
    [answering({ status: 500 }), { code: 'status 500' }],
    [answering({ status: 500, json: { ok: true } }), { code: 'status 500' }],
    [answering({ json: 'hello' }), { code: 'status 200' }],
    [
      () => Promise.reject(Object.assign(new Error('xoxb-verysecrettoken'), { code: 'ETIMEDOUT' })),
      { message: 'Slack refused chat.update: it could not be reached (ETIMEDOUT)' },
    ],
    [answering({ status: 429, retryAfterSeconds: 30 }), { code: 'status 429', retryAfterSeconds: 30 }],
    [
      () => Promise.reject(Object.assign(new TypeError('xoxb-verysecrettoken'), { cause: { code: 'ECONNRESET' } })),
      { message: 'Slack refused chat.update: it could not be reached (ECONNRESET)' },
    ],
  ])('fails with its reason', async (post, expected) => {
    const error = await callSlack(post, 'chat.update', call).catch((reason: unknown) => reason as Error);

    expect(error).toMatchObject({ name: 'SlackError', ...expected });
    expect(`${(error as Error).stack}`).not.toContain('verysecret');
  });

  test('resolves to what Slack says', async () => {
    const post = answering({ json: { ok: true, ts: '1.2' } });

    expect(await callSlack(post, 'chat.postMessage', call)).toEqual({ ok: true, ts: '1.2' });
  });
});

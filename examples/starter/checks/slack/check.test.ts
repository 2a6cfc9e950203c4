import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { defineHook } from 'ecs-greenlight';
import { answerEvent, type SimulateOptions, simulateDeployment, VirtualClock } from 'ecs-greenlight/testing';
import { describe, expect, onTestFinished, test } from 'vitest';
import { slackAsker, slackCaller } from './ask-in-slack.ts';
import { slackCheck } from './check.ts';
import event from './event.json' with { type: 'json' };
import { type FakeReaction, fakeSlack } from './fake.ts';
import hookDetails from './hook-details.json' with { type: 'json' };

const silent = { debug() {}, info() {}, warn() {}, error() {} };

/** A whole deployment, on a clock that takes no time. */
async function deploy(
  reactions: readonly FakeReaction[],
  options: Partial<SimulateOptions> = {},
  details: typeof hookDetails = hookDetails,
) {
  const clock = new VirtualClock();
  const slack = fakeSlack(clock, reactions);
  const deployment = await simulateDeployment({
    strategy: 'BLUE_GREEN',
    clock,
    hooks: [
      {
        name: 'my-check',
        handler: defineHook({ check: slackCheck(slackAsker(slack.call)), clock, logger: silent }),
        at: 'PRE_PRODUCTION_TRAFFIC_SHIFT',
        hookDetails: details,
      },
    ],
    ...options,
  });
  return { ...deployment, posted: slack.posted };
}

const approve = (user: string, afterMinutes: number) => ({ user, name: 'white_check_mark', afterMinutes });

describe('my-check', () => {
  test('asks once, waits, and passes when a voter approves', async () => {
    const { status, hooks, posted } = await deploy([approve('U0ANA', 7)]);

    expect(status).toBe('SUCCESSFUL');
    expect(posted).toHaveLength(1);
    expect(posted[0]?.text).toContain('May the new version of *my-service* continue?');
    expect(hooks[0]?.calls[0]).toMatchObject({ answer: { hookStatus: 'IN_PROGRESS' } });
    expect(hooks[0]).toMatchObject({ status: 'SUCCEEDED', reason: 'approved in Slack by U0ANA' });
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(420);
  });

  test('asks once even if an answer is lost on its way', async () => {
    const faults = { 'lost-answer': [1] };
    const { status, posted } = await deploy([approve('U0ANA', 7)], { faults, switches: { lostAnswer: 'retry' } });

    expect(status).toBe('SUCCESSFUL');
    expect(posted).toHaveLength(1);
  });

  test('waits for as many different voters as it needs', async () => {
    const reactions = [approve('U0ANA', 1), approve('U0BEN', 20)];
    const { hooks } = await deploy(reactions, {}, { ...hookDetails, approvals: 2 });

    expect(hooks[0]).toMatchObject({ status: 'SUCCEEDED', reason: 'approved in Slack by U0ANA, U0BEN' });
    expect(hooks[0]?.seconds).toBeGreaterThanOrEqual(1200);
  });

  test('rolls back when a voter rejects, even if another one approves', async () => {
    const { status, hooks } = await deploy([approve('U0ANA', 3), { user: 'U0BEN', name: 'x', afterMinutes: 3 }]);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ status: 'FAILED', reason: 'U0BEN has rejected in Slack' });
  });

  test('does not count the reactions of others, nor those to a forged question, and rolls back when its time is up', async () => {
    const { status, hooks } = await deploy([approve('U0STRANGER', 1)]);

    expect(status).toBe('ROLLBACK_SUCCESSFUL');
    expect(hooks[0]).toMatchObject({ reason: '0 of 1 have approved in Slack after 60 min' });
  });

  test('counts the reactions to both questions if two calls have asked at the same time', async () => {
    const clock = new VirtualClock();
    const { call } = fakeSlack(clock, [approve('U0ANA', 0)]);
    const ask = slackAsker(call);
    const question = { channel: 'C0DEPLOYS', key: 'deployment 1', text: 'May it?', since: clock.now() };
    const both = await Promise.all([1, 2].map(() => ask(question, AbortSignal.timeout(1_000))));

    expect(both).toEqual([new Map(), new Map()]);
    expect(await ask(question, AbortSignal.timeout(1_000))).toEqual(new Map([['white_check_mark', ['U0ANA']]]));
    expect(await ask({ ...question, key: 'deployment 2' }, AbortSignal.timeout(1_000))).toEqual(new Map());
  });

  test('refuses a configuration without voters', async () => {
    const { hooks } = await deploy([], {}, { ...hookDetails, voters: [] });

    expect(hooks[0]?.reason).toContain('voters');
  });

  test("answers ECS's event over HTTP, with the token in a header only", async () => {
    const clock = new VirtualClock();
    const slack = fakeSlack(clock, []);
    const requests: { url: string | undefined; authorization: string | undefined; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const body = await text(request);
      requests.push({ url: request.url, authorization: request.headers.authorization, body });
      const params = Object.fromEntries(new URLSearchParams(body));
      const answer = await slack.call(request.url?.slice(1) ?? '', params, AbortSignal.timeout(1_000));
      response.end(JSON.stringify(answer));
    });
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const check = slackCheck(slackAsker(slackCaller(async () => 'xoxb-secret', api)));

    const answered = await answerEvent(defineHook({ check, clock, logger: silent }), { ...event, hookDetails });

    expect(answered).toMatchObject({ verdict: 'in-progress' });
    expect(requests.map(({ url }) => url)).toEqual(['/auth.test', '/conversations.history', '/chat.postMessage']);
    expect(new Set(requests.map(({ authorization }) => authorization))).toEqual(new Set(['Bearer xoxb-secret']));
    expect(JSON.stringify([answered, requests.map(({ url, body }) => [url, body])])).not.toContain('xoxb');
  });

  test('names what Slack refuses, and not the token', async () => {
    const server = createServer((_request, response) => response.end('{ "ok": false, "error": "not_in_channel" }'));
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const api = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

    const called = slackCaller(async () => 'xoxb-secret', api)('auth.test', {}, AbortSignal.timeout(5_000));

    await expect(called).rejects.toThrow(/^Slack refuses auth\.test: not_in_channel$/);
  });
});

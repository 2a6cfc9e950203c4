import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseRequest } from '../../../src/approval/request/request.ts';
import type { HookAnswer } from '../../../src/hook/answer/answer.ts';
import { serveHttp } from '../../checks/smoke/local-servers.ts';
import { ecsEvent } from '../../helpers/hook.ts';
import { type RunningFunction, signingSecret } from '../deployed.ts';
import { startMemoryAws } from '../desk/memory-aws.ts';
import { useBuiltHooks } from './built-hooks.ts';
import { saidOf } from './said-of.ts';
import { arnOfRule, type ListenerCase, standInListener } from './stand-in-listener.ts';

const project = resolve(fileURLToPath(import.meta.url), '../../../..');
const { cases } = JSON.parse(await readFile(join(project, 'test/cases/listeners.json'), 'utf8')) as {
  cases: Record<string, ListenerCase>;
};
const secret = 's3cret-2026-';

describe('the built hooks behind a listener', () => {
  const aws = standInListener();
  const { reports, start } = useBuiltHooks(aws.answer);
  let hook: RunningFunction;
  beforeAll(async () => {
    hook = await start('smoke-hook', { SMOKE_ALLOW_LOOPBACK: 'yes' });
  });

  test('L1 fail and name the rule that answers the page instead; another page passes', async () => {
    const { answer, seen } = await play('L1', ['/health']);
    const other = await play('L1', ['/other']);

    expect(answer).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`rule 1 (${arnOfRule('1')}) answers with status 200 itself`),
    });
    expect(seen).toEqual([]);
    expect(other.answer).toMatchObject({ hookStatus: 'SUCCEEDED', reason: expect.stringMatching(/^1 of 1/) });
    expect(other.seen).toEqual(['/other']);
  });

  test('L2 fail because of the one page that another service answers', async () => {
    const { answer } = await play('L2', ['/api/health', '/']);

    expect(answer).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`rule 10 (${arnOfRule('10')}) forwards to target group other`),
    });
  });

  test('L3 fail and name the production rule that takes the host first', async () => {
    const { answer, seen } = await play('L3', ['/']);

    expect(answer).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`rule 1 (${arnOfRule('1')}) forwards to target group shop-blue`),
    });
    expect(seen).toEqual([]);
  });

  test('L4 wait while the test rule forwards to blue, and pass once it forwards to the group without production traffic', async () => {
    const { answer, seen } = await play('L4', ['/']);
    const [rule] = cases['L4']?.rules ?? [];
    const moved = await playCase(
      { resolvedConfiguration: null, rules: [{ ...rule, Actions: [{ Type: 'forward', TargetGroupArn: 'G' }] }] },
      ['/'],
    );

    expect(answer).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      reason: expect.stringContaining('forwards to target group shop-blue'),
    });
    expect(seen).toEqual([]);
    expect(moved.answer).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('L10 show the secret of a test rule in no reason, log or report of the smoke hook', async () => {
    const listener = cases['L10'] ?? { rules: [] };
    const [rule] = listener.rules;
    const shadow = { ...rule, test: false, Priority: '1', Actions: [{ Type: 'fixed-response' }] };
    const regex = { HttpHeaderName: 'X-Origin-Verify', RegexValues: [`^${secret}[0-9]+$`] };
    const solved = { ...rule, Conditions: [{ Field: 'http-header', HttpHeaderConfig: regex }] };
    const unusual = { ...regex, RegexValues: [`^${secret}\\x31$`] };
    const unsolved = { ...rule, Conditions: [{ Field: 'http-header', HttpHeaderConfig: unusual }] };
    const played = [
      await playCase(listener, ['/'], 200),
      await playCase(listener, ['/'], 500),
      await playCase({ rules: [shadow, ...listener.rules] }, ['/']),
      await playCase({ rules: [unsolved] }, ['/']),
      await playCase({ rules: [solved] }, ['/'], 500),
    ];

    expect(played.map(({ answer }) => answer.hookStatus)).toEqual([
      'SUCCEEDED',
      'FAILED',
      'FAILED',
      'FAILED',
      'FAILED',
    ]);
    expect(played.map(({ headers }) => headers['x-origin-verify'])).toEqual([
      ...[secret, secret, undefined, undefined, `${secret}1`],
    ]);
    const said = JSON.stringify(played.map(({ answer }) => answer)) + hook.output() + JSON.stringify(reports);
    expect(said).toContain('x-origin-verify');
    expect(said).not.toContain('s3cret');
  });

  test('L10 show that secret in no stored request, mail, page, answer or log of the built approval hook', async () => {
    const listener = cases['L10'] ?? { rules: [] };
    const [rule] = listener.rules;
    const regex = { HttpHeaderName: 'X-Origin-Verify', RegexValues: [`^${secret}[0-9]+$`] };
    const shadow = { ...rule, test: false, Priority: '1', Actions: [{ Type: 'fixed-response' }] };
    const solved = { ...rule, Conditions: [{ Field: 'http-header', HttpHeaderConfig: regex }] };
    await playCase(listener, ['/'], 500);
    const { approve, requests, mails, output } = await startApprovalHook();

    const answers = [
      await approve(listener, 'plain'),
      await approve({ rules: [shadow, ...listener.rules] }, 'shadowed'),
      await approve({ rules: [solved] }, 'regex'),
    ];

    expect(answers.map(({ hookStatus }) => hookStatus)).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS']);
    const stored = requests();
    expect(stored.map(({ subject }) => subject.gate)).toEqual(['plain', 'regex', 'shadowed']);
    expect(stored[0]?.subject.trial?.command).toMatch(/^curl -H 'x-origin-verify: <value of the rule>' http:/);
    expect(mails).toHaveLength(3);
    expect(mails[0]).toContain('x-origin-verify');
    for (const said of [JSON.stringify([answers, stored]), ...mails, output()]) expect(said).not.toContain('s3cret');
    for (const request of stored) {
      for (const report of reports) {
        const words = await saidOf(report, request);
        expect(words).toContain('x-origin-verify');
        expect(words).not.toContain('s3cret');
      }
    }
  });

  test('fail if no load balancer has the name that is configured', async () => {
    const gate = await start('gate-hook', {});
    aws.play(cases['L1'] ?? { rules: [] }, 8080);
    const check = { loadBalancer: 'nobody:8080', requests: ['/'] };
    const checks = [{ load: { ...check, requestsPerSecond: 1, seconds: 10 } }];

    for (const [running, hookDetails] of [
      [hook, check],
      [gate, { checks }],
    ] as const) {
      expect(await running.invoke(ecsEvent({ hookDetails }))).toMatchObject({
        hookStatus: 'FAILED',
        reason: expect.stringContaining('loadBalancer nobody:8080 names no load balancer'),
      });
    }
  });

  /** The built approval hook, with its ledger and mails in memory. */
  async function startApprovalHook() {
    const memory = await startMemoryAws(signingSecret);
    const mails: string[] = [];
    const sns = await serveHttp(async (request, response) => {
      const message = new URLSearchParams(await text(request)).get('Message');
      // It also asks who is subscribed.
      if (message !== null) mails.push(message);
      const result = '<PublishResult><MessageId>1</MessageId></PublishResult>';
      response.writeHead(200, { 'content-type': 'text/xml' }).end(`<PublishResponse>${result}</PublishResponse>`);
    });
    const running = await start('approval-hook', {
      AWS_ENDPOINT_URL_S3: memory.endpoint,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: memory.endpoint,
      AWS_ENDPOINT_URL_SNS: `http://127.0.0.1:${sns.port}`,
    });
    return {
      ...{ mails, output: running.output },
      async approve(listener: ListenerCase, gate: string) {
        aws.play(listener, 8080);
        const hookDetails = { reviewers: ['ana@example.com'], gate };
        return (await running.invoke(ecsEvent({ hookDetails }))) as HookAnswer;
      },
      requests: () =>
        [...memory.objects]
          .filter(([key]) => key.startsWith('approvals/'))
          .toSorted(([left], [right]) => left.localeCompare(right))
          .map(([, body]) => parseRequest(body)),
    };
  }

  function play(id: string, paths: readonly string[]) {
    return playCase(cases[id] ?? { rules: [] }, paths);
  }

  /** Calls the hook with these pages; `seen` is what reached the release. */
  async function playCase(listener: ListenerCase, paths: readonly string[], status = 200) {
    const seen: string[] = [];
    let headers: Record<string, unknown> = {};
    const { port } = await serveHttp((request, response) => {
      seen.push(request.url ?? '');
      headers = request.headers;
      const verify = String(request.headers['x-origin-verify'] ?? '');
      response.writeHead(status, { 'x-echo': verify, server: verify || 'shop' }).end(verify);
    });
    aws.play(listener, port);
    const hookDetails = { settleSeconds: 0, requests: paths.map((path) => ({ path })) };
    const answer = (await hook.invoke(ecsEvent({ hookDetails }))) as HookAnswer;
    return { answer, seen, headers };
  }
});

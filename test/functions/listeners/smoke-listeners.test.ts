import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildFunctions } from '../../../scripts/build.ts';
import { describeSubject } from '../../../src/checks/approval/describe-subject.ts';
import { ecsReader } from '../../../src/deployment/ecs-reader.ts';
import { loadBalancerReader } from '../../../src/deployment/load-balancer-reader.ts';
import type { HookAnswer } from '../../../src/hook/answer.ts';
import { serveHttp } from '../../checks/smoke/local-servers.ts';
import { ecsEvent, targetOf } from '../../helpers/hook.ts';
import { type RunningFunction, runFunction } from '../deployed.ts';
import { requestOfFixture, saidOf } from './said-of.ts';
import { arnOfRule, type ListenerCase, startStandInListener } from './stand-in-listener.ts';

const project = resolve(fileURLToPath(import.meta.url), '../../../..');
const { cases } = JSON.parse(await readFile(join(project, 'test/cases/listeners.json'), 'utf8')) as {
  cases: Record<string, ListenerCase>;
};
const secret = 's3cret-2026-';

describe('the built smoke hook behind a listener', () => {
  let folder = '';
  let aws: Awaited<ReturnType<typeof startStandInListener>>;
  let hook: RunningFunction;
  beforeAll(async () => {
    folder = await mkdtemp(join(project, '.cache/smoke-listeners-'));
    await buildFunctions(folder);
    aws = await startStandInListener();
    hook = await runFunction(pathToFileURL(join(folder, 'smoke-hook/index.mjs')).href, {
      AWS_ENDPOINT_URL: aws.endpoint,
      AWS_REGION: 'us-west-2',
      AWS_ACCESS_KEY_ID: 'testing',
      AWS_SECRET_ACCESS_KEY: 'testing',
      LEDGER_BUCKET: 'ledger',
      POWERTOOLS_SERVICE_NAME: 'smoke-hook',
      SMOKE_ALLOW_LOOPBACK: 'yes',
    });
    // It builds all functions.
  }, 90_000);
  afterAll(async () => {
    await hook?.stop();
    aws?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('L1 fails and names the rule that answers the page instead; another page passes', async () => {
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

  it('L2 fails because of the one page that another service answers', async () => {
    const { answer } = await play('L2', ['/api/health', '/']);

    expect(answer).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`rule 10 (${arnOfRule('10')}) forwards to target group other`),
    });
  });

  it('L3 fails and names the production rule that takes the host first', async () => {
    const { answer, seen } = await play('L3', ['/']);

    expect(answer).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(`rule 1 (${arnOfRule('1')}) forwards to target group shop-blue`),
    });
    expect(seen).toEqual([]);
  });

  it('L4 waits while the test rule forwards to blue, and passes once it forwards to the group without production traffic', async () => {
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

  it('L10 shows the secret of a test rule in no reason, log, report, mail, page, stored request or explanation', async () => {
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
    const said = JSON.stringify(played.map(({ answer }) => answer)) + hook.output() + JSON.stringify(aws.reports);
    expect(said).toContain('x-origin-verify');
    expect(said).not.toContain('s3cret');
    const asked = await Promise.all(
      [listener, { rules: [shadow, ...listener.rules] }, { rules: [unsolved] }].map(async (each) => {
        aws.play(each, 8080);
        return subject();
      }),
    );
    expect(asked[0]?.trial?.command).toMatch(/^curl -H 'x-origin-verify: <value of the rule>' http:/);
    expect(JSON.stringify(asked)).not.toContain('s3cret');
    for (const { unknown: _, ...facts } of asked) {
      const request = requestOfFixture();
      const { testUrl: __, ...before } = request.subject;
      for (const report of aws.reports) {
        const words = await saidOf(report, { ...request, subject: { ...before, trial: facts.trial } });
        expect(words).toContain('x-origin-verify');
        expect(words).not.toContain('s3cret');
      }
    }
  });

  function subject() {
    const config = {
      endpoint: aws.endpoint,
      region: 'us-west-2',
      credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
    };
    const readers = {
      ecs: ecsReader(new ECSClient(config)),
      loadBalancers: loadBalancerReader(new ElasticLoadBalancingV2Client(config)),
    };
    return describeSubject(
      { ...targetOf(), deploymentId: 'EZe5RNVLH6PPzHXINuP28' },
      readers,
      AbortSignal.timeout(20_000),
    );
  }

  function play(id: string, paths: readonly string[]) {
    return playCase(cases[id] ?? { rules: [] }, paths);
  }

  /** Asks the hook about these pages; `seen` is what reached the release. */
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

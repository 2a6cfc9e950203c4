import { readFile } from 'node:fs/promises';
import { createServer as createHttp2Server } from 'node:http2';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { HookAnswer } from '../../src/hook/answer/answer.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { serveHttp } from '../checks/smoke/local-servers.ts';
import { blueArn, ecsEvent, greenArn } from '../helpers/hook.ts';
import type { RunningFunction } from './deployed.ts';
import { useBuiltHooks } from './listeners/built-hooks.ts';
import { requestOfFixture, saidOf } from './listeners/said-of.ts';

const project = resolve(fileURLToPath(import.meta.url), '../../..');
const cases = JSON.parse(await readFile(join(project, 'test/cases/answers.json'), 'utf8')) as Record<string, Answer[]>;
const secret = 'hunter2-planted';
const revision = greenArn.slice(greenArn.lastIndexOf('/') + 1);

describe('the built smoke hook', () => {
  const { reports, start } = useBuiltHooks(answerEcs);
  let hook: RunningFunction;
  beforeAll(async () => {
    hook = await start('smoke-hook', { SMOKE_ALLOW_LOOPBACK: 'yes' });
  });

  test('R1 retries after a 503 of the load balancer, in the same call or in the next one', async () => {
    expect(await ask(hook, await serveCase('R1'), {})).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/^1 of 1 requests passed, p99 \d+ ms; not proved to be green/),
    });

    const baseUrl = await serveCase('R1');
    const first = await ask(hook, baseUrl, { attempts: 1 });
    expect(first).toMatchObject({
      hookStatus: 'IN_PROGRESS',
      callBackDelay: 5,
      reason: expect.stringMatching(
        /^the listener has not settled: 1 of 1 at .*: GET \/ found status 503, server awselb\/2\.0, \d+ ms, which the load balancer answered, not the release/,
      ),
    });
    expect(await hook.invoke(ecsEvent({ hookDetails: detailsOf(first) }))).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test.each([502, 503, 504])(
    'R1 reports an error, and no fail, if a load balancer has not settled and still answers %i',
    async (status) => {
      const baseUrl = await serveAnswers([{ status, headers: { server: 'awselb/2.0' } }]);

      expect(await ask(hook, baseUrl, { settleSeconds: 0, status })).toMatchObject({
        hookStatus: 'IN_PROGRESS',
        reason: expect.stringMatching(/^not settled after 0 s: .*\(error 1/),
      });
    },
  );

  test('R1 fails at once on a 503 of the release itself', async () => {
    const baseUrl = await serveAnswers([{ status: 503, headers: { server: 'nginx/1.27' } }]);

    expect(await ask(hook, baseUrl, {})).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/found status 503, server nginx\/1\.27, \d+ ms \(allowed status 200\)$/),
    });
  });

  test('R2 fails on a 403 of a load balancer or web ACL, and says so; a user-agent that they accept passes', async () => {
    const baseUrl = await serveCase('R2');

    expect(await ask(hook, baseUrl, {})).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining(
        'which the load balancer or a web ACL answered, not the release: let requests with the user-agent ecs-greenlight through',
      ),
    });
    expect(await ask(hook, baseUrl, { headers: { 'user-agent': 'Mozilla/5.0' } })).toMatchObject({
      hookStatus: 'SUCCEEDED',
    });
  });

  test.each([
    [200, 'its rule redirects, or has a fixed response'],
    [302, 'its rule redirects, or has a fixed response'],
    [401, 'its rule requires a login'],
    [429, 'a web ACL answered'],
    [464, 'HTTP/2 only'],
  ])('R2 never passes with a %i of the load balancer itself, even if it is allowed', async (status, words) => {
    const baseUrl = await serveAnswers([{ status, headers: { server: 'awselb/2.0' } }]);

    const answer = await ask(hook, baseUrl, { status });

    expect(answer.hookStatus).toBe('FAILED');
    expect(answer.reason).toContain(words);
  });

  test('R3 shows where a redirect leads, without its query string, and what to configure', async () => {
    const answer = await ask(hook, await serveCase('R3'), {});
    const withQuery = await ask(
      hook,
      await serveAnswers([
        { status: 302, headers: { location: `https://ana:${secret}@shop.example.com/login?t=${secret}` } },
      ]),
      {},
    );

    expect(answer).toMatchObject({ hookStatus: 'FAILED' });
    expect(answer.reason).toContain('location https://shop.example.com/health');
    expect(answer.reason).toContain('use a test listener (or baseUrl) with https');
    expect(withQuery.reason).toContain('location https://shop.example.com/login,');
    expect(withQuery.reason).not.toContain(secret);
  });

  test('R4 checks the value of a path, while contains is misled', async () => {
    const baseUrl = await serveCase('R4');

    expect(await ask(hook, baseUrl, { contains: '"status":"UP"' })).toMatchObject({ hookStatus: 'SUCCEEDED' });
    expect(await ask(hook, baseUrl, { expect: { json: { '$.status': 'UP' } } })).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('$.status is "DOWN"'),
    });
  });

  test('R5 names HTTP/2 if a target speaks nothing else', async () => {
    const server = createHttp2Server();
    server.on('sessionError', () => {});
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    onTestFinished(() => void server.close());

    const answer = await ask(hook, `http://127.0.0.1:${portOf(server)}`, {});

    expect(answer).toMatchObject({ hookStatus: 'IN_PROGRESS' });
    expect(answer.reason).toContain('the target speaks HTTP/2 only');
  });

  test('proves green by the revision in an answer, and fails when another revision answers', async () => {
    const green = await serveAnswers([{ status: 200, headers: { 'x-revision': revision } }]);
    const blue = await serveAnswers([{ status: 200, headers: { 'x-revision': '1920498462936580504' } }]);
    const proving = (baseUrl: string) => ({
      baseUrl,
      expect: { header: { 'x-revision': '$revisionId' } },
      settleSeconds: 0,
    });

    expect(await hook.invoke(ecsEvent({ hookDetails: proving(green) }))).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringContaining('proved to be green by the answers'),
    });
    expect(await hook.invoke(ecsEvent({ hookDetails: proving(blue) }))).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('header x-revision is "1920498462936580504"'),
    });
  });

  test('does not pass on the basis of a baseUrl alone', async () => {
    const baseUrl = await serveAnswers([{ status: 200 }]);

    expect(await hook.invoke(ecsEvent({ hookDetails: { baseUrl } }))).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(/^not proved to be green: GET \/: baseUrl is configured/),
    });
  });

  test('proves green by a variable of the task definition, with its value shown nowhere', async () => {
    const baseUrl = await serveAnswers([{ status: 200, headers: { 'x-build': `${secret}-42` } }]);
    const hookDetails = { baseUrl, expect: { header: { 'x-build': '$env.BUILD' } }, settleSeconds: 0 };

    expect(await hook.invoke(ecsEvent({ hookDetails }))).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('RL1 refuses loopback unless its environment allows it', async () => {
    const strict = await start('smoke-hook');
    onTestFinished(() => strict.stop());
    const baseUrl = await serveAnswers([{ status: 200 }]);

    expect(await ask(strict, baseUrl, {})).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('this is a loopback address, which is the function itself'),
    });
  });

  test('RL16 gets all answers of a server that resets every reused connection, in one attempt', async () => {
    const used = new WeakSet();
    const { port } = await serveHttp(({ socket }, response) => {
      if (used.has(socket)) {
        socket.resetAndDestroy();
        return;
      }
      used.add(socket);
      response.end('ok');
    });
    const requests = Array.from({ length: 20 }, (_, at) => `/${at}`);
    const hookDetails = {
      baseUrl: `http://127.0.0.1:${port}`,
      allowUnproved: true,
      attempts: 1,
      concurrency: 5,
      requests,
    };

    expect(await hook.invoke(ecsEvent({ hookDetails }))).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: expect.stringMatching(/^20 of 20/),
    });
  });

  test('L10 shows a secret header in no reason, log, report, mail, page or explanation, no matter how a server echoes it', async () => {
    const echo = (status: number) => ({
      status,
      headers: { server: secret, location: `/${secret}?${secret}`, 'x-echo': secret },
      body: JSON.stringify({ echo: secret }),
    });
    const expectations = [
      {},
      { expect: { header: { 'x-echo': '$revisionId' } } },
      { expect: { json: { '$.echo': 'other' } } },
      { expect: { body: '$env.BUILD' } },
    ];
    const answers: HookAnswer[] = [];
    for (const status of [200, 302, 403, 503]) {
      for (const more of expectations) {
        const request = { headers: { 'x-shared-secret': secret }, ...more };
        answers.push(await ask(hook, await serveAnswers([echo(status)]), { settleSeconds: 0, ...request }));
      }
    }
    answers.push(await ask(hook, 'http://127.0.0.1:1', { headers: { 'x-shared-secret': secret } }));

    // hookDetails contain the configuration, and go back to ECS, which has sent them.
    const said = JSON.stringify(answers.map(({ hookStatus, reason }) => ({ hookStatus, reason }))) + hook.output();
    expect(answers.filter(({ hookStatus }) => hookStatus === 'FAILED').length).toBeGreaterThan(8);
    expect(said).not.toContain('hunter2');
    expect(said).toContain('x-echo');
    const request = requestOfFixture();
    expect(reports.length).toBeGreaterThan(8);
    for (const report of reports) {
      expect(JSON.stringify(report)).not.toContain('hunter2');
      expect(await saidOf(report, request)).not.toContain('hunter2');
    }
  });
});

type Answer = {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  /** How often it is given; without it always. */
  times?: number;
  /** Header values that the request must have. */
  when?: Record<string, string>;
};

async function serveCase(id: string): Promise<string> {
  return serveAnswers(cases[id] ?? []);
}

/** A server that returns the first matching answer, and its address. */
async function serveAnswers(answers: readonly Answer[]): Promise<string> {
  const left = answers.map((answer) => ({ ...answer, times: answer.times ?? Number.POSITIVE_INFINITY }));
  const { port } = await serveHttp(({ headers }, response) => {
    const answer = left.find(
      ({ times, when = {} }) =>
        times > 0 && Object.entries(when).every(([name, pattern]) => new RegExp(pattern).test(String(headers[name]))),
    );
    if (answer) answer.times -= 1;
    response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body);
  });
  return `http://127.0.0.1:${port}`;
}

/** Calls the hook with one request to this address. */
async function ask(
  hook: RunningFunction,
  baseUrl: string,
  { attempts, settleSeconds, ...request }: JsonObject,
): Promise<HookAnswer> {
  const limits = { ...(attempts !== undefined && { attempts }), ...(settleSeconds !== undefined && { settleSeconds }) };
  const hookDetails = { baseUrl, allowUnproved: true, ...limits, requests: [{ path: '/', ...request }] };
  return (await hook.invoke(ecsEvent({ hookDetails }))) as HookAnswer;
}

/** What ECS passes to the hook at its next call. */
function detailsOf(answer: HookAnswer): unknown {
  return answer.hookStatus === 'IN_PROGRESS' ? answer.hookDetails : undefined;
}

/** ECS with a blue and a green revision. */
function answerEcs(operation: string | undefined, body: string) {
  const asked = JSON.parse(body || '{}') as { serviceRevisionArns?: string[]; taskDefinition?: string };
  const taskDefinition = (arn: string) =>
    `arn:aws:ecs:us-west-2:123456789012:task-definition/shop:${arn === greenArn ? 42 : 41}`;
  const answers: Record<string, object> = {
    DescribeServiceDeployments: {
      serviceDeployments: [{ status: 'IN_PROGRESS', sourceServiceRevisions: [{ arn: blueArn }] }],
    },
    DescribeServiceRevisions: {
      serviceRevisions: asked.serviceRevisionArns?.map((arn) => ({
        serviceRevisionArn: arn,
        taskDefinition: taskDefinition(arn),
      })),
    },
    DescribeTaskDefinition: {
      taskDefinition: {
        containerDefinitions: [
          {
            name: 'app',
            environment: [{ name: 'BUILD', value: `${secret}-${asked.taskDefinition?.split(':').at(-1)}` }],
          },
        ],
      },
    },
  };
  return { type: 'application/x-amz-json-1.1', body: JSON.stringify(answers[operation ?? ''] ?? {}) };
}

function portOf(server: { address(): unknown }): number {
  return (server.address() as { port: number }).port;
}

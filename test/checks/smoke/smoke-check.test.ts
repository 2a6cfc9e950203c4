import { describe, expect, test } from 'vitest';
import { type HttpProbeOptions, httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { type SmokeParts, smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject, JsonValue } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';
import { closedPort, serveHttp, serveHttps, serveTcp } from './local-servers.ts';
import { selfSigned } from './self-signed.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

describe('smokeCheck with a baseUrl', () => {
  test('passes when every answer is correct', async () => {
    const server = await serveHttp((_request, response) => response.end('Add to cart'));
    const requests = ['/', '/health', { path: '/shop', contains: 'Add to cart' }];

    const verdict = await run({ baseUrl: `http://127.0.0.1:${server.port}`, requests });

    expect(verdict).toMatchObject({
      kind: 'pass',
      reason: expect.stringMatching(/^3 of 3 requests passed, p99 \d+ ms; not proved/),
    });
    expect(verdict.findings?.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
      'GET / passed',
      'GET /health passed',
      'GET /shop passed',
      'new version unknown',
    ]);
    expect(server.requests.sort()).toEqual(['GET /', 'GET /health', 'GET /shop']);
  });

  test('fails on a wrong answer, without a second attempt', async () => {
    const server = await serveHttp(({ url }, response) => response.writeHead(url === '/health' ? 503 : 200).end());

    const verdict = await run({ baseUrl: `http://127.0.0.1:${server.port}`, requests: ['/', '/health'], attempts: 5 });

    expect(verdict.kind).toBe('fail');
    expect(verdict.reason).toMatch(
      new RegExp(
        `^1 of 2 failed at http://127.0.0.1:${server.port}: GET /health found status 503, \\d+ ms \\(allowed status 200\\)$`,
      ),
    );
    expect(server.requests.filter((request) => request === 'GET /health')).toHaveLength(1);
  });

  test('retries what got no answer, with growing pauses', async () => {
    const pauses: number[] = [];
    const server = await serveHttp((_request, response) => {
      if (server.requests.length < 4) response.destroy();
      else response.end('ok');
    });

    const verdict = await run(
      { baseUrl: `http://127.0.0.1:${server.port}`, attempts: 4 },
      { pause: async (tookMs) => void pauses.push(tookMs) },
    );

    expect(verdict.kind).toBe('pass');
    expect(verdict.findings?.[0]?.found).toMatch(/^status 200, \d+ ms, 4 attempts$/);
    expect(pauses).toEqual([100, 200, 400]);
  });

  test('is an error when the attempts are used up, because that says nothing about the release', async () => {
    const port = await closedPort();

    expect(await run({ baseUrl: `http://127.0.0.1:${port}` })).toMatchObject({
      kind: 'error',
      reason: `1 of 1 without an answer from http://127.0.0.1:${port}: GET /: connection refused (ECONNREFUSED), 3 attempts`,
      cause: expect.any(Error),
    });
    expect(await run({ baseUrl: `http://127.0.0.1:${port}` })).not.toHaveProperty('state');
  });

  test('is an error, and never a pass, behind a self-signed certificate', async () => {
    const server = await serveHttps(selfSigned('localhost'), (_request, response) => response.end('ok'));

    const verdict = await run({ baseUrl: `https://127.0.0.1:${server.port}`, host: 'localhost' });

    expect(verdict.kind).toBe('error');
    expect(verdict.reason).toContain('certificate is self-signed (DEPTH_ZERO_SELF_SIGNED_CERT), 3 attempts');
    expect(server.requests).toEqual([]);
  });

  test('has no more requests in flight than it may', async () => {
    let inFlight = 0;
    let most = 0;
    const server = await serveHttp((_request, response) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      setImmediate(() => {
        inFlight -= 1;
        response.end();
      });
    });

    await run({
      baseUrl: `http://127.0.0.1:${server.port}`,
      requests: Array.from({ length: 100 }, (_, at) => `/${at}`),
      concurrency: 7,
    });

    expect(server.requests).toHaveLength(100);
    expect(most).toBeLessThanOrEqual(7);
    expect(server.connections).toBeLessThanOrEqual(7);
  });

  test('stops with the signal, without further attempts', async () => {
    const controller = new AbortController();
    const server = await serveTcp((socket) => socket.once('data', () => controller.abort()));

    const verdict = await run({ baseUrl: `http://127.0.0.1:${server.port}` }, {}, { signal: controller.signal });

    expect(verdict).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('this invocation ran out of time'),
    });
    expect(server.connections).toBe(1);
  });

  test('sends nothing if nothing can prove that it is green', async () => {
    const server = await serveHttp((_request, response) => response.end());

    expect(await run({ baseUrl: `http://127.0.0.1:${server.port}`, allowUnproved: false })).toEqual({
      kind: 'fail',
      reason:
        'not proved to be green: GET /: baseUrl is configured, and nothing shows what is behind it; compare the answer with what is deployed, such as "expect": { "header": { "x-revision": "$revisionId" } }, or set "allowUnproved": true',
    });
    expect(server.requests).toEqual([]);
  });

  test('believes the baseUrl if it is trusted, as on the command line', async () => {
    const server = await serveHttp((_request, response) => response.end());

    const verdict = await run(
      { baseUrl: `http://127.0.0.1:${server.port}`, allowUnproved: false },
      { trustsBaseUrl: true },
    );

    expect(verdict).toMatchObject({ kind: 'pass', findings: [{ name: 'GET /', outcome: 'passed' }] });
    expect(verdict.findings).toHaveLength(1);
  });

  test('sends nothing if the expected value is not known', async () => {
    const server = await serveHttp((_request, response) => response.end());
    const hookDetails = { baseUrl: `http://127.0.0.1:${server.port}`, expect: { body: '$imageTag' } };
    const ecs = new FakeEcs();
    ecs.revisions.set(target.revisionArn, { containerImages: [{ containerName: 'app', image: 'shop/app' }] });
    const reader = Object.assign(ecs, { describeTaskDefinition: async () => undefined });

    expect(await run(hookDetails)).toEqual({
      kind: 'error',
      reason: 'what is being deployed could not be read: nothing here reads it',
      cause: new Error('nothing here reads it'),
    });
    expect(await run(hookDetails, { loadValueReader: async () => reader })).toEqual({
      kind: 'fail',
      reason: 'hookDetails.expect: $imageTag: the image of app is named without a tag: use $imageDigest',
    });
    expect(server.requests).toEqual([]);
  });

  test('discovers nothing, and works at any stage', async () => {
    const server = await serveHttp((_request, response) => response.end());
    const discover = () => Promise.reject(new Error('discovered anyway'));

    const verdict = await run(
      { baseUrl: `http://127.0.0.1:${server.port}` },
      { discover },
      { target: targetOfEvent('PRE_SCALE_UP.doc') },
    );

    expect(verdict.kind).toBe('pass');
  });
});

describe('smokeCheck while the listener settles', () => {
  const balancer = { server: 'awselb/2.0' };

  test('R1 counts settleSeconds from the first such answer of the gate, over calls, and then reports an error', async () => {
    const server = await serveHttp((_request, response) => response.writeHead(503, balancer).end());
    const hookDetails = { baseUrl: `http://127.0.0.1:${server.port}`, attempts: 1 };
    const state = { unsettledSince: Date.parse('2026-11-22T14:01:00Z') / 1000 };

    expect(await run(hookDetails, {}, { minutes: 1 })).toMatchObject({
      kind: 'wait',
      state,
      deadline: new Date('2026-11-22T14:02:00Z'),
      findings: [{ outcome: 'waiting' }],
    });
    expect(await run(hookDetails, {}, { minutes: 1.5, state })).toMatchObject({ kind: 'wait', state });
    expect(await run(hookDetails, {}, { minutes: 2, state })).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/^not settled after 60 s: 1 of 1 at .* status 503, server awselb/),
      findings: [{ outcome: 'unknown' }],
    });
  });

  test.each([{ unsettledSince: 9e12 }, { unsettledSince: -1 }, { unsettledSince: 'now' }, 'x'])(
    'R1 does not wait longer because of the state %j, which others could have modified',
    async (state) => {
      const server = await serveHttp((_request, response) => response.writeHead(502, balancer).end());
      const hookDetails = { baseUrl: `http://127.0.0.1:${server.port}`, attempts: 1, settleSeconds: 0 };

      expect((await run(hookDetails, {}, { minutes: 5, state })).kind).toBe('error');
    },
  );

  test('fails, instead of reporting an error, if another version still answers after settleSeconds', async () => {
    const server = await serveHttp((_request, response) => response.writeHead(200, { 'x-revision': 'blue' }).end());
    const expectation = { header: { 'x-revision': '$revisionId' } };
    const hookDetails = { baseUrl: `http://127.0.0.1:${server.port}`, attempts: 1, expect: expectation };
    const state = { unsettledSince: Date.parse('2026-11-22T14:00:00Z') / 1000 };

    expect(await run(hookDetails)).toMatchObject({ kind: 'wait', state });
    expect(await run(hookDetails, {}, { minutes: 1, state })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('header x-revision is "blue"'),
      findings: [{ outcome: 'failed' }],
    });
  });

  test('passes in one call if the deployed version answers a retry', async () => {
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, { 'x-revision': server.requests.length < 3 ? 'blue' : target.revisionId }).end(),
    );
    const expectation = { header: { 'x-revision': '$revisionId' } };

    const verdict = await run({ baseUrl: `http://127.0.0.1:${server.port}`, attempts: 3, expect: expectation });

    expect(verdict).toMatchObject({ kind: 'pass', findings: [{ found: expect.stringMatching(/, 3 attempts$/) }] });
  });

  test('fails at once on a wrong answer of the deployed version', async () => {
    const server = await serveHttp((_request, response) =>
      response.writeHead(500, { 'x-revision': target.revisionId }).end(),
    );
    const expectation = { header: { 'x-revision': '$revisionId' } };

    expect(await run({ baseUrl: `http://127.0.0.1:${server.port}`, expect: expectation, attempts: 5 })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('status 500'),
    });
    expect(server.requests).toHaveLength(1);
  });

  test.each([
    ['awselb/2.0', undefined, 'wait'],
    ['AWSELB/3.0', undefined, 'wait'],
    ['CloudFront', undefined, 'fail'],
    ['nginx', undefined, 'fail'],
    ['my-awselb/2.0', undefined, 'fail'],
    [undefined, page('', ''), 'wait'],
    [
      undefined,
      page(' bgcolor="white"', '\r\n<!-- a padding to disable MSIE and Chrome friendly error page -->'),
      'wait',
    ],
    [undefined, page('', '').replace('</center>', '</center>\r\n<hr><center>nginx</center>'), 'fail'],
    [undefined, '{"error":"no database"}', 'fail'],
  ])('R1 recognizes the load balancer by server %s and page %s: %s', async (server, body, kind) => {
    const headers = { 'content-type': 'text/html', ...(server !== undefined && { server }) };
    const { port } = await serveHttp((_request, response) => response.writeHead(503, headers).end(body));

    expect((await run({ baseUrl: `http://127.0.0.1:${port}`, attempts: 1 })).kind).toBe(kind);
  });

  function page(attributes: string, end: string): string {
    const words = '503 Service Temporarily Unavailable';
    return `<html>\r\n<head><title>${words}</title></head>\r\n<body${attributes}>\r\n<center><h1>${words}</h1></center>\r\n</body>\r\n</html>${end}`;
  }
});

describe('smokeCheck around its requests', () => {
  test('reports under its own name', () => {
    expect(smokeCheck({ probe: httpProbe(), discover: () => Promise.reject(new Error('not called')) }).name).toBe(
      'smoke',
    );
  });

  test('closes its connections, no matter what the result is', async () => {
    let closed = 0;
    const { open, addressRules } = httpProbe({ allowLoopback: true });
    const probe = {
      addressRules,
      open: (connections: number) => {
        const session = open(connections);
        const close = () => {
          closed += 1;
          session.close();
        };
        return { ...session, close };
      },
    };

    await run({ baseUrl: `http://127.0.0.1:${await closedPort()}` }, { probe });

    expect(closed).toBe(1);
  });

  test('fails, instead of reporting an error, if a request is refused', async () => {
    const lookup = ((_name, _options, found) =>
      found(null, [{ address: '169.254.169.254', family: 4 }])) as NonNullable<HttpProbeOptions['lookup']>;

    expect(await run({ baseUrl: 'http://inside.shop.example' }, { probe: httpProbe({ lookup }) })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('leads to a link-local address'),
      findings: [{ outcome: 'failed' }],
    });
  });

  test('T11 passes a first deployment unchecked if that is configured, and no other', async () => {
    const first = new FakeEcs();
    const quiet = { ...target, testTrafficWeights: {}, productionTrafficWeights: {} };
    first.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [] });
    const hookDetails = { baseUrl: 'http://shop.example', firstDeployment: 'pass', allowUnproved: false };

    expect(await run(hookDetails, { ecs: first }, { target: quiet })).toMatchObject({
      kind: 'pass',
      reason: expect.stringContaining('passes unchecked, as set in hookDetails.firstDeployment'),
    });
    expect((await run(hookDetails, { ecs: new FakeEcs() }, { target: quiet })).kind).toBe('fail');
    expect((await run({ ...hookDetails, firstDeployment: 'check' }, { ecs: first }, { target: quiet })).kind).toBe(
      'fail',
    );
  });
});

async function run(
  hookDetails: JsonObject,
  parts: Partial<SmokeParts> = {},
  {
    target: at = target,
    state,
    ...call
  }: { target?: Target; minutes?: number; signal?: AbortSignal; state?: JsonValue } = {},
) {
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: () => Promise.reject(new Error('not to be discovered')),
    pause: async () => {},
    ...parts,
  });
  const details = hookDetails['baseUrl'] === undefined ? hookDetails : { allowUnproved: true, ...hookDetails };
  return check.run(at, { ...(await contextFor(check, details, call)), state });
}

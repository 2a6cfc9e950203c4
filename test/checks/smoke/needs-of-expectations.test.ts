import type { OutgoingHttpHeaders } from 'node:http';
import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';
import { serveHttp, serveHttps } from './local-servers.ts';
import { selfSigned } from './self-signed.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const blue = 'arn:aws:ecs:us-west-2:123456789012:service-revision/my-cluster/my-service/1920498462936580504';
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;
const sha = { green: '4f1c2e9ab0d35718', blue: '4f1c2e9fffd35718' };

type Answer = { status?: number; headers?: OutgoingHttpHeaders; body?: unknown };

/** What a script of the collection asks for, an answer that it accepts, and answers that it refuses with what the gate then says. */
type Need = { request: JsonObject; good: Answer; bad: [Answer, RegExp][]; isProved?: true };

const json = (body: unknown, headers: OutgoingHttpHeaders = {}): Answer => ({
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});

/** The numbers are those of the collection. Repeating until it is good, logins and private certificates are other parts of the same suites. */
const needs: [string, Need][] = [
  [
    '1: a header, 200 and a string',
    {
      request: { headers: { 'x-test': 'green' }, expect: { body: { contains: 'Green Version' } } },
      good: { body: '<h1>Green Version</h1>' },
      bad: [
        [
          { body: '<h1>Blue Version</h1>' },
          /found status 200, \d+ ms, body is "<h1>Blue Version<\/h1>" \(allowed .*containing "… Version"\)$/,
        ],
      ],
    },
  ],
  [
    '3: any status of success',
    {
      request: { status: '2xx' },
      good: { status: 204 },
      bad: [
        [{ status: 302, headers: { location: '/login' } }, /status 302.*allowed status 2xx\)$/],
        [{ status: 404 }, /status 404, \d+ ms \(allowed status 2xx\)$/],
      ],
    },
  ],
  [
    '4: the digest that was deployed',
    {
      request: { path: '/version', json: { '$.image.digest': '$imageDigest' } },
      good: json({ image: { digest: digest('b') } }),
      bad: [
        [json({ image: { digest: digest('a') } }), /\$\.image\.digest is "sha256:aaa/],
        [json({ image: {} }), /\$\.image\.digest is missing/],
      ],
      isProved: true,
    },
  ],
  [
    '6: a redirect is an error, and the version is in a header',
    {
      request: { expect: { header: { 'x-version': { startsWith: '$imageTag' } } } },
      good: { headers: { 'x-version': `${sha.green}-linux` } },
      bad: [
        [
          { status: 301, headers: { location: 'https://shop.example/', 'x-version': sha.green } },
          /status 301.*redirects are not followed/,
        ],
        [{ headers: { 'x-version': sha.blue } }, /header x-version is "4f1c2e9fffd35718"/],
      ],
      isProved: true,
    },
  ],
  [
    '7: a member of JSON equals a value',
    {
      request: { path: '/get?arg=test', json: { '$.args.arg': 'test' } },
      good: json({ args: { arg: 'test' } }),
      bad: [
        [
          json({ args: { arg: ['test'] } }),
          /\$\.args\.arg is a list of 1 \(allowed status 200, \$\.args\.arg "test"\)$/,
        ],
        [{ body: '<html>test</html>' }, /body is not valid JSON/],
      ],
    },
  ],
  [
    '8: the body is the version',
    {
      request: { path: '/api/version', expect: { body: '$imageTag' } },
      good: { body: `${sha.green}\n` },
      bad: [
        [
          { body: `${sha.green}-dirty` },
          /body is "4f1c2e9ab0d35718-dirty", 3 attempts \(allowed .*body \$imageTag \(4f1c2e9ab0d35718\)\)$/,
        ],
      ],
      isProved: true,
    },
  ],
  [
    '11: POST JSON, and read what comes back',
    {
      request: {
        method: 'POST',
        path: '/api/v1',
        body: { json: { function: 'health' } },
        json: { '$.data.health': 'healthy' },
      },
      good: json({ data: { health: 'healthy' } }),
      bad: [
        [json({ data: { health: 'slow' } }), /\$\.data\.health is "slow"/],
        [json({ errorCode: 'busy' }), /\$\.data\.health is missing/],
      ],
    },
  ],
  [
    '12: status ok, and a content type',
    {
      request: {
        json: { '$.status': { matches: '(?i)^ok$' } },
        expect: { header: { 'content-type': { matches: 'json|yaml' } } },
      },
      good: json({ status: 'OK' }, { 'content-type': 'application/yaml+json' }),
      bad: [
        [json({ status: 'not ok' }), /\$\.status is "not ok"/],
        [json({ status: 'ok' }, { 'content-type': 'text/html' }), /header content-type is "text\/html"/],
      ],
    },
  ],
  [
    '13: the beginning of the commit id that was deployed',
    {
      request: { path: '/api/version', json: { '$.sha': { prefixOf: '$imageTag' } } },
      good: json({ sha: sha.green.slice(0, 8) }),
      bad: [
        // Seven characters are the same in both versions, so they prove nothing.
        [json({ sha: sha.green.slice(0, 7) }), /\$imageTag begins in the same way in the revision that ran before/],
        [json({ sha: sha.green.slice(0, 3) }), /fewer than 7 characters of \$imageTag prove nothing/],
        [json({ sha: sha.blue.slice(0, 8) }), /\$\.sha is "4f1c2e9f"/],
        [json({ sha: '' }), /\$\.sha is an empty string/],
      ],
      isProved: true,
    },
  ],
  [
    '16: the title of a page',
    {
      request: { expect: { body: { matches: '<title>\\s*Quiz\\s*</title>' } } },
      good: { body: '<html><head><title>\n Quiz </title></head></html>' },
      bad: [[{ body: '<title>Error</title>' }, /allowed status 200, body matching "<title>/]],
    },
  ],
  [
    '17: the version that was deployed, behind a name of VPC Lattice',
    {
      request: {
        path: '/version',
        headers: { 'x-lattice-test': 'green' },
        expect: { body: { contains: '$imageTag' } },
      },
      good: { body: `version ${sha.green}` },
      bad: [[{ body: `version ${sha.blue}` }, /body is "version 4f1c2e9fffd35718"/]],
    },
  ],
];

describe('a need that teams script by hand', () => {
  test.each(needs)('%s', async (_name, { request, good, bad, isProved }) => {
    const passed = await run(request, good);
    expect(passed.verdict).toMatchObject({ kind: 'pass' });
    expect(passed.verdict.reason).toMatch(isProved ? /proved to be green by the answers$/ : /not proved to be green/);

    for (const [answer, reason] of bad) {
      const { verdict } = await run(request, answer, isProved === undefined);

      expect(verdict.kind).toMatch(/fail|wait/);
      expect(verdict.reason).toMatch(reason);
    }
  });
});

describe('facts of the connection', () => {
  const check = (ca?: string) =>
    smokeCheck({
      probe: httpProbe({ allowLoopback: true, ca }),
      discover: () => Promise.reject(new Error('not to be discovered')),
    });
  const judge = async (config: JsonObject, ca?: string) =>
    check(ca).run(target, await contextFor(check(ca), { allowUnproved: true, ...config }));

  test('are the redirects on the way', async () => {
    const server = await serveHttp(({ url }, response) => {
      if (url === '/new/') response.end('ok');
      else response.writeHead(302, { location: url === '/old' ? '/new' : '/new/' }).end();
    });
    const baseUrl = `http://127.0.0.1:${server.port}`;
    const follow = (redirects: JsonObject) =>
      judge({ baseUrl, requests: [{ path: '/old', followRedirects: 5, expect: { redirects } }] });
    const chain = [`${baseUrl}/new`, { endsWith: '/new/' }];

    expect(await follow({ count: 2, location: { endsWith: '/new/' } })).toMatchObject({ kind: 'pass' });
    expect(await follow({ location: chain })).toMatchObject({ kind: 'pass' });
    expect((await follow({ count: { '<=': 1 } })).reason).toMatch(
      /number of redirects is 2 .*number of redirects <= 1\)$/,
    );
    expect((await follow({ location: { endsWith: '/login' } })).reason).toContain(`last redirect is "${baseUrl}/new/"`);
  });

  test('are the days until the certificate expires', async () => {
    const { cert, key } = selfSigned('localhost');
    const server = await serveHttps({ cert, key }, (_request, response) => response.end('ok'));
    const expecting = (limit: JsonObject) =>
      judge(
        {
          ...{ baseUrl: `https://127.0.0.1:${server.port}`, host: 'localhost' },
          requests: [{ path: '/', expect: { tls: { daysToExpiry: limit } } }],
        },
        cert,
      );

    expect(await expecting({ '>=': 0 })).toMatchObject({ kind: 'pass' });
    expect((await expecting({ '>=': 1_000_000 })).reason).toMatch(
      /rest of the certificate's validity is \d+ days .*rest of the certificate's validity >= 1000000 days\)$/,
    );
  });

  test('are unknown without TLS, and then never enough', async () => {
    const server = await serveHttp((_request, response) => response.end('ok'));
    const requests = [{ path: '/', expect: { tls: { daysToExpiry: { '>=': -1 } }, maxFirstByteMillis: 60_000 } }];

    expect(await judge({ baseUrl: `http://127.0.0.1:${server.port}`, requests })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(
        "ms, rest of the certificate's validity is not known: the connection has no certificate (allowed",
      ),
    });
  });
});

async function run(request: JsonObject, { status = 200, headers = {}, body = '' }: Answer, allowUnproved = true) {
  const server = await serveHttp((_request, response) => response.writeHead(status, headers).end(body));
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: () => Promise.reject(new Error('not to be discovered')),
    loadValueReader: async () => Object.assign(ecs(), { describeTaskDefinition: async () => undefined }),
    pause: async () => {},
  });
  const requests = [{ path: '/', ...request }];
  const config = { baseUrl: `http://127.0.0.1:${server.port}`, requests, allowUnproved };
  return { verdict: await check.run(target, await contextFor(check, config)) };
}

function ecs(): FakeEcs {
  const fake = new FakeEcs();
  const image = (tag: string, imageDigest: string) => ({
    containerImages: [{ containerName: 'app', image: `shop/app:${tag}`, imageDigest }],
  });
  fake.deployments.set(target.deploymentArn ?? '', { sourceServiceRevisions: [{ arn: blue }] });
  fake.revisions.set(target.revisionArn, image(sha.green, digest('b')));
  fake.revisions.set(blue, image(sha.blue, digest('a')));
  return fake;
}

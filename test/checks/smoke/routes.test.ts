import { describe, expect, test } from 'vitest';
import { httpProbe } from '../../../src/checks/smoke/probe/http-probe.ts';
import { type SmokeParts, smokeCheck } from '../../../src/checks/smoke/smoke-check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';
import { type LocalServer, serveHttp, serveHttps } from './local-servers.ts';
import { makeCertificate, selfSigned } from './self-signed.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

/** A server that sends requests with this header to green, as the proxy of Service Connect and a listener of VPC Lattice do. */
function serveByHeader(name: string, value?: string): Promise<LocalServer> {
  return serveHttp(({ headers }, response) => {
    const isGreen = value === undefined ? headers[name] !== undefined : headers[name] === value;
    response
      .setHeader('x-revision', isGreen ? target.revisionId : '1111111111111111111')
      .end(isGreen ? 'green' : 'blue');
  });
}

describe('a suite for what routes by a header', () => {
  const expectRevision = { header: { 'x-revision': '$revisionId' } };

  test.each([
    ['Service Connect', 'x-amzn-ecs-blue-green-test', undefined],
    ['VPC Lattice', 'x-stage', 'test'],
  ])('%s: the header of the test rule leads to green, and the answer proves it', async (_what, name, value) => {
    const { port } = await serveByHeader(name, value);
    const suite = { baseUrl: `http://127.0.0.1:${port}`, headers: { [name]: 'test' }, expect: expectRevision };

    expect(await run({ ...suite, requests: ['/', '/cart'] })).toMatchObject({
      kind: 'pass',
      reason: expect.stringContaining('proved to be green by the answers'),
    });
  });

  test.each([
    ['without the header', {}],
    ['with another value', { 'x-stage': 'production' }],
  ])('%s the answer is blue, and does not pass', async (_what, headers) => {
    const { port } = await serveByHeader('x-stage', 'test');

    expect(
      await run({ baseUrl: `http://127.0.0.1:${port}`, headers, expect: expectRevision, settleSeconds: 0 }),
    ).toMatchObject({ kind: 'fail' });
  });

  test('is refused without an expectation that proves green: the header alone proves nothing', async () => {
    const server = await serveByHeader('x-amzn-ecs-blue-green-test');

    expect(
      await run({ baseUrl: `http://127.0.0.1:${server.port}`, headers: { 'x-amzn-ecs-blue-green-test': '1' } }),
    ).toMatchObject({ kind: 'fail', reason: expect.stringContaining('nothing shows what is behind it') });
    expect(server.requests).toEqual([]);
  });
});

test('several base URLs: each request goes to its own, and the findings name it', async () => {
  const web = await serveHttp((_request, response) => response.end('web'));
  const api = await serveHttp((_request, response) => response.end('api'));
  const baseUrl = { web: `http://127.0.0.1:${web.port}`, api: `http://127.0.0.1:${api.port}/v1` };
  const requests = [
    { path: '/', at: 'web', contains: 'web' },
    { path: '/items', at: 'api', contains: 'api' },
  ];

  const verdict = await run({ baseUrl, requests, allowUnproved: true });

  expect(verdict.kind).toBe('pass');
  expect(verdict.findings?.map(({ name }) => name)).toEqual(['GET / (web)', 'GET /items (api)', 'new version']);
  expect([web.requests, api.requests]).toEqual([['GET /'], ['GET /v1/items']]);
});

describe('tls of a suite', () => {
  const root = { ...makeCertificate('Shop Root', { isAuthority: true }), name: 'Shop Root' };

  test('trusts the authority in it, and the one that a parameter has', async () => {
    const suite = await secureSuite();
    const asked: string[] = [];
    const readAuthority = async (reference: string) => {
      asked.push(reference);
      return root.cert;
    };

    expect(await run({ ...suite, tls: { ca: root.cert } })).toMatchObject({ kind: 'pass' });
    expect(
      await run({ ...suite, tls: { ca: 'ssm:/shop/ca' }, requests: ['/a', '/b'] }, { readAuthority }),
    ).toMatchObject({ kind: 'pass' });
    expect(asked).toEqual(['ssm:/shop/ca']);
  });

  test('does not trust the server by another authority', async () => {
    const suite = await secureSuite();

    expect(await run({ ...suite, tls: { ca: selfSigned('other').cert } })).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('certificate is from an unknown authority'),
    });
  });

  test('sends nothing if the certificates cannot be read, or are none', async () => {
    const suite = await secureSuite();
    const broken = `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n`;
    const denied = async () => Promise.reject(new Error('AccessDenied'));

    expect(await run({ ...suite, tls: { ca: 'ssm:/shop/ca' } }, { readAuthority: denied })).toMatchObject({
      kind: 'error',
      reason: 'tls.ca could not be read from ssm:/shop/ca: AccessDenied',
    });
    expect(await run({ ...suite, tls: { ca: 'ssm:/shop/ca' } }, { readAuthority: async () => 'x' })).toMatchObject({
      kind: 'fail',
      reason: 'tls.ca at ssm:/shop/ca has no certificate in it: write PEM certificates',
    });
    expect(await run({ ...suite, tls: { ca: broken } })).toMatchObject({
      kind: 'fail',
      reason: 'tls.ca has a certificate that cannot be read: write PEM certificates',
    });
    expect(await run({ ...suite, tls: { ca: 'ssm:/shop/ca' } })).toMatchObject({
      kind: 'error',
      reason: 'tls.ca could not be read from ssm:/shop/ca: nothing here reads it',
    });
    expect(await run({ ...suite, requests: ['/a', { path: '/b', tls: { ca: broken } }] })).toMatchObject({
      kind: 'fail',
      reason: 'tls.ca has a certificate that cannot be read: write PEM certificates',
    });
  });

  test('says in the finding that a certificate was not verified', async () => {
    const suite = await secureSuite();

    expect(await run({ ...suite, tls: { unverified: true } })).toMatchObject({
      kind: 'pass',
      findings: [{ found: expect.stringMatching(/^status 200, \d+ ms, certificate not verified$/) }, {}],
    });
  });

  test('judges the days to expiry', async () => {
    const suite = await secureSuite();
    const atLeast = (days: number) => ({
      ...suite,
      tls: { ca: root.cert },
      expect: { tls: { daysToExpiry: { '>=': days } } },
    });

    expect(await run(atLeast(14))).toMatchObject({ kind: 'pass' });
    expect(await run(atLeast(100_000))).toMatchObject({ kind: 'fail' });
  });

  async function secureSuite() {
    const server = await serveHttps(makeCertificate('localhost', { issuer: root }), (_request, response) =>
      response.end(),
    );
    return { baseUrl: `https://127.0.0.1:${server.port}`, host: 'localhost', allowUnproved: true };
  }
});

async function run(hookDetails: JsonObject, parts: Partial<SmokeParts> = {}) {
  const check = smokeCheck({
    probe: httpProbe({ allowLoopback: true }),
    discover: () => Promise.reject(new Error('not to be discovered')),
    pause: async () => {},
    ...parts,
  });
  return check.run(target, await contextFor(check, hookDetails));
}

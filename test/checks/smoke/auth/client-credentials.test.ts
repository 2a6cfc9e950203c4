import { describe, expect, test } from 'vitest';
import type { ClientCredentials } from '../../../../src/checks/smoke/auth/auth-config.ts';
import { makeTokens } from '../../../../src/checks/smoke/auth/client-credentials.ts';
import type { ProbeOutcome } from '../../../../src/checks/smoke/probe/probe-answer.ts';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import type { JsonValue } from '../../../../src/hook/json.ts';
import { answer } from '../results.ts';

const tokenUrl = 'https://login.example.com/token';
const client: ClientCredentials = {
  ...{ tokenUrl, clientId: 'smoke', clientSecret: 'hunter2' },
  ...{ scope: undefined, audience: undefined, clientAuth: 'basic' },
};
const noAnswer: ProbeOutcome = { kind: 'transport', problem: 'connection reset', cause: undefined };
const issued = { access_token: 't-1', token_type: 'bearer', expires_in: 3600 };

describe('a token is requested', () => {
  const authorization = `Basic ${Buffer.from('smoke:hunter2').toString('base64')}`;
  const headers = { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' };
  const usual = {
    ...{ method: 'POST', scheme: 'https', path: '/token', timeoutMs: 10_000, port: 443 },
    ...{ hostname: 'login.example.com', host: 'login.example.com', servername: 'login.example.com' },
    body: 'grant_type=client_credentials',
    headers: { ...headers, authorization },
  };

  test.each<[string, Partial<ClientCredentials>, object]>([
    ['with the credentials in a header', {}, {}],
    [
      'with the credentials in the body',
      { clientAuth: 'body' },
      { body: 'grant_type=client_credentials&client_id=smoke&client_secret=hunter2', headers },
    ],
    ['with a scope', { scope: 'a b' }, { body: 'grant_type=client_credentials&scope=a+b' }],
    ['with an audience', { audience: 'shop' }, { body: 'grant_type=client_credentials&audience=shop' }],
    [
      'without TLS',
      { tokenUrl: 'http://login/token' },
      { scheme: 'http', port: 80, hostname: 'login', host: 'login', servername: 'login' },
    ],
    [
      'at another port',
      { tokenUrl: `${tokenUrl.replace('com', 'com:8443')}` },
      { port: 8443, host: 'login.example.com:8443' },
    ],
    [
      'at an address of IPv6',
      { tokenUrl: 'https://[2600::12]:8443/token' },
      { port: 8443, hostname: '2600::12', host: '[2600::12]:8443', servername: '2600::12' },
    ],
  ])('%s', async (_what, change, expected) => {
    const { requests, get } = answering([json(issued)]);

    expect(await get({ ...client, ...change })).toBe('t-1');
    expect(requests.map((request) => ({ ...request, body: request.body?.toString() }))).toEqual([
      { ...usual, ...expected },
    ]);
  });

  test.each<[string, ProbeOutcome[], boolean, number, string]>([
    ['three times if no answer comes', [noAnswer, noAnswer, noAnswer, json(issued)], true, 3, 'connection reset'],
    ['once if the address is forbidden', [{ kind: 'refused', problem: 'it is private' }], false, 1, 'it is private'],
  ])('%s', async (_what, outcomes, isTemporary, count, problem) => {
    const { requests, get } = answering(outcomes);

    await expect(get(client)).rejects.toMatchObject({
      ...{ name: 'SignInError', message: `no token from ${tokenUrl}: ${problem}`, isTemporary },
    });
    expect(requests).toHaveLength(count);
  });

  test('once if the time of the invocation is up', async () => {
    const { requests, get } = answering([noAnswer, json(issued)], AbortSignal.abort());

    await expect(get(client)).rejects.toMatchObject({ isTemporary: true });
    expect(requests).toHaveLength(1);
  });

  test('until an answer comes', async () => {
    const { requests, get } = answering([noAnswer, noAnswer, json(issued)]);

    expect(await get(client)).toBe('t-1');
    expect(requests).toHaveLength(3);
  });

  test('again after it was refused', async () => {
    const { get } = answering([json({}, 401), json(issued)]);

    await expect(get(client)).rejects.toThrow('status 401');
    expect(await get(client)).toBe('t-1');
  });
});

test.each<[string, JsonValue, number, string]>([
  ['ten seconds before its end', 3600, 3589, 't-1'],
  ['then', 3600, 3590, 't-2'],
  ['if its lifetime is a string', '3600', 3589, 't-1'],
  ['if it has no lifetime', null, 0, 't-2'],
  ['if its lifetime is negative', -5, 0, 't-2'],
  ['if its lifetime is not a number', 'long', 0, 't-2'],
])('the second request, %s, has the right token', async (_when, lifetime, later, token) => {
  const tokens = [1, 2].map((count) =>
    json({ access_token: `t-${count}`, ...(lifetime !== null && { expires_in: lifetime }) }),
  );
  const { get, advance } = answering(tokens);

  expect(await get(client)).toBe('t-1');
  advance(later);
  expect(await get(client)).toBe(token);
});

test('a lifetime without an end is not believed', async () => {
  const endless = answer({ body: Buffer.from('{"access_token":"t-1","expires_in":1e999}') });
  const { get } = answering([endless, json({ access_token: 't-2' })]);

  await get(client);
  expect(await get(client)).toBe('t-2');
});

test('clients have tokens of their own', async () => {
  const { get } = answering([json(issued), json({ ...issued, access_token: 't-2' })]);

  expect([await get(client), await get({ ...client, scope: 'other' })]).toEqual(['t-1', 't-2']);
});

describe('no token is in an answer', () => {
  const longest = 'a'.repeat(40);

  test.each<[number, JsonValue, string, boolean]>([
    [400, { error: 'invalid_client' }, 'status 400, error invalid_client', false],
    [400, { error: 'invalid' }, 'status 400, error invalid', false],
    [400, { error: 'a_b_c_d_e' }, 'status 400, error a_b_c_d_e', false],
    [400, { error: 'a_b_c_d_e_f' }, 'status 400', false],
    [400, { error: longest }, `status 400, error ${longest}`, false],
    [400, { error: `${longest}a` }, 'status 400', false],
    [400, { error: 'Invalid' }, 'status 400', false],
    [400, { error: 'invalid!' }, 'status 400', false],
    [400, { error: 42 }, 'status 400', false],
    [400, 'a page', 'status 400', false],
    [408, {}, 'status 408', true],
    [429, {}, 'status 429', true],
    [499, {}, 'status 499', false],
    [500, {}, 'status 500', true],
    [200, {}, 'its answer has no access_token', false],
    [200, { access_token: '' }, 'its answer has no access_token', false],
    [200, { access_token: 't-1', token_type: 'mac' }, 'its type is not Bearer', false],
    [200, { access_token: 't-1', token_type: 1 }, 'its type is not Bearer', false],
  ])('with the status %i and %j', async (status, body, problem, isTemporary) => {
    const { get } = answering([json(body, status)]);

    await expect(get(client)).rejects.toMatchObject({ message: `no token from ${tokenUrl}: ${problem}`, isTemporary });
  });
});

function json(body: JsonValue, status = 200): ProbeOutcome {
  return answer({ status, body: Buffer.from(JSON.stringify(body)) });
}

/** The tokens of a run whose token endpoint answers like this, once each. */
function answering(outcomes: readonly ProbeOutcome[], signal = new AbortController().signal) {
  const requests: ProbeRequest[] = [];
  let now = 0;
  const tokens = makeTokens(() => new Date(now));
  const session = {
    async send(request: ProbeRequest) {
      const outcome = outcomes[requests.push(request) - 1];
      if (outcome === undefined) throw new Error('one request too many');
      return outcome;
    },
    close() {},
  };
  return {
    requests,
    get: (credentials: ClientCredentials) => tokens.get(credentials, { session, signal }),
    advance(seconds: number) {
      now += seconds * 1000;
    },
  };
}

import { createHash, createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Auth } from '../../../../src/checks/smoke/auth/auth-config.ts';
import { authorizationOf, type SigningIn } from '../../../../src/checks/smoke/auth/authorization.ts';
import { signRequest } from '../../../../src/checks/smoke/auth/sign-request.ts';
import type { ProbeRequest } from '../../../../src/checks/smoke/probe/probe-request.ts';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { serveHttp } from '../local-servers.ts';
import { type Received, runSuite, storedSecrets } from '../variables/run-suite.ts';

const { reader } = storedSecrets({ '/token': 't0ken-secret', '/password': 'pa:ss wörd' });
const secrets = { token: 'ssm:/token', password: 'ssm:/password' };

describe('auth', () => {
  test.each<[JsonObject | 'none', string | undefined]>([
    [{ bearer: '{{token}}' }, 'Bearer t0ken-secret'],
    [{ bearer: 'prefix-{{token}}' }, 'Bearer prefix-t0ken-secret'],
    [{ basic: { user: 'ana', password: '{{password}}' } }, `Basic ${Buffer.from('ana:pa:ss wörd').toString('base64')}`],
    ['none', undefined],
  ])('%j signs a request in', async (auth, authorization) => {
    const { verdict, received } = await runSuite(
      { secrets, auth: { bearer: '{{token}}' }, requests: [{ path: '/', auth }] },
      () => ({}),
      { reader },
    );

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(received[0]?.headers['authorization']).toBe(authorization);
  });

  test('basic refuses a user name with a colon, which would move into the password', async () => {
    const { verdict, received } = await runSuite(
      { secrets, variables: { user: 'a:b' }, auth: { basic: { user: '{{user}}', password: '{{password}}' } } },
      () => ({}),
      { reader },
    );

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('the user name has a colon, which basic authentication cannot send'),
    });
    expect(received).toEqual([]);
  });
});

describe('the authorization of a request', () => {
  const values = { token: 't0ken', user: 'ana', client: 'smoke', scope: 'a b', audience: 'shop' };
  const oauth2 = { kind: 'oauth2', tokenUrl: 'https://login', clientAuth: 'basic' } as const;

  test.each<[Auth, string, object?]>([
    [{ kind: 'bearer', token: '{{token}}' }, 'Bearer t0ken'],
    [
      { kind: 'basic', user: '{{user}}', password: '{{token}}' },
      `Basic ${Buffer.from('ana:t0ken').toString('base64')}`,
    ],
    [
      {
        ...{ ...oauth2, clientId: '{{client}}', clientSecret: '{{token}}' },
        ...{ scope: '{{scope}}', audience: '{{audience}}' },
      },
      'Bearer issued',
      { ...oauth2, clientId: 'smoke', clientSecret: 't0ken', scope: 'a b', audience: 'shop' },
    ],
    [
      { ...oauth2, clientId: 'smoke', clientSecret: '{{token}}', scope: undefined, audience: undefined },
      'Bearer issued',
      { ...oauth2, clientId: 'smoke', clientSecret: 't0ken', scope: undefined, audience: undefined },
    ],
  ])('of %j is %s, of which the credential alone is a secret', async (auth, authorization, asked) => {
    const hidden: string[] = [];
    const requested: object[] = [];
    const signingIn = {
      values: { get: (name: keyof typeof values) => values[name], addSecret: (secret: string) => hidden.push(secret) },
      tokens: {
        async get(credentials: object) {
          requested.push(credentials);
          return 'issued';
        },
      },
    };

    expect(await authorizationOf(auth, signingIn as unknown as SigningIn)).toBe(authorization);
    expect(hidden).toEqual([authorization.split(' ')[1]]);
    expect(requested).toEqual(asked === undefined ? [] : [asked]);
  });
});

describe('oauth2', () => {
  test.each(['basic', 'body'] as const)(
    'gets one token for all requests, with the client in the %s',
    async (clientAuth) => {
      const server = await serveTokens({ expires_in: 3600 });
      const { verdict, received } = await runSuite(
        {
          secrets,
          auth: { oauth2: { ...client(server.port), scope: 'orders read', clientAuth } },
          requests: ['/a', '/b'],
        },
        () => ({}),
        { reader },
      );

      expect(verdict).toMatchObject({ kind: 'pass' });
      expect(received.map(({ headers }) => headers['authorization'])).toEqual(Array(2).fill('Bearer issued-token-1'));
      expect(server.received).toHaveLength(1);
      const [{ body, headers } = { body: '', headers: {} }] = server.received;
      const form = Object.fromEntries(new URLSearchParams(body));
      const basic = `Basic ${Buffer.from('smoke%2Fclient:pa%3Ass+w%C3%B6rd').toString('base64')}`;
      expect(form).toEqual({
        ...{ grant_type: 'client_credentials', scope: 'orders read' },
        ...(clientAuth === 'body' && { client_id: 'smoke/client', client_secret: 'pa:ss wörd' }),
      });
      expect(headers['authorization']).toBe(clientAuth === 'basic' ? basic : undefined);
    },
  );

  test('gets another token if the first one has expired', async () => {
    const server = await serveTokens({ expires_in: 5 });
    const { received } = await runSuite(
      { secrets, auth: { oauth2: client(server.port) }, setup: ['/a'], requests: ['/b'] },
      () => ({}),
      { reader },
    );

    expect(received.map(({ headers }) => headers['authorization'])).toEqual([
      'Bearer issued-token-1',
      'Bearer issued-token-2',
    ]);
  });

  test.each<[number, JsonObject | string, 'fail' | 'error', string]>([
    [401, { error: 'invalid_client', error_description: 'pa:ss wörd' }, 'fail', 'status 401, error invalid_client'],
    [400, { error: 'pa:ss wörd' }, 'fail', 'status 400'],
    [503, 'pa:ss wörd', 'error', 'status 503'],
    [200, { token_type: 'Bearer' }, 'fail', 'its answer has no access_token'],
    [200, { access_token: 'x', token_type: 'mac' }, 'fail', 'its type is not Bearer'],
    [200, { access_token: 'a b', token_type: 'bearer' }, 'fail', 'the token has a space or a line break'],
  ])('ends with a reason, and not the body, for an answer with %i and %j', async (status, body, kind, reason) => {
    const { port } = await serveHttp((_request, response) =>
      response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body)),
    );
    const { verdict, received } = await runSuite({ secrets, auth: { oauth2: client(port) } }, () => ({}), { reader });

    expect(verdict).toMatchObject({ kind, reason: expect.stringContaining(reason) });
    expect(JSON.stringify(verdict)).not.toContain('wörd');
    expect(received).toEqual([]);
  });

  test('never calls a metadata service', async () => {
    const tokenUrl = 'http://169.254.169.254/token';
    const { verdict } = await runSuite({ secrets, auth: { oauth2: { ...client(1), tokenUrl } } }, () => ({}), {
      reader,
    });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining(`no token from ${tokenUrl}: 169.254.169.254 leads to a link-local address`),
    });
  });
});

describe('sigv4', () => {
  const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
  const identity = { region: 'us-east-1', credentials: async () => credentials };

  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-test-suite.html: get-vanilla-query-order-key-case
  test.each<[Partial<ProbeRequest>, string]>([
    [{ path: '/' }, '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31'],
    [{ path: '/?Param2=value2&Param1=value1' }, 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500'],
    [{ method: 'POST', path: '/' }, '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b'],
  ])("is verified here as AWS's own example %j was signed", async (change, signature) => {
    const signed = await signRequest(
      probeRequest({ host: 'example.amazonaws.com', ...change }),
      { service: 'service', region: undefined },
      identity,
      new Date('2015-08-30T12:36:00Z'),
    );

    // The examples sign no hash of the body as a header, so this is the verifier of the next test, with the headers of a signed request.
    expect(signatureWithoutHash(signed, 'example.amazonaws.com')).toBe(signature);
  });

  test('signs what is sent, so that a server can verify it', async () => {
    const { verdict, received } = await runSuite(
      {
        auth: { sigv4: { service: 'execute-api', region: 'eu-west-1' } },
        requests: [{ method: 'POST', path: '/a%20b/c', query: { q: ['x y', 'ü'], a: '1' }, body: { json: { n: 1 } } }],
      },
      (request) => ({ status: isSigned(request, credentials.secretAccessKey) ? 200 : 403 }),
      { identity },
    );

    expect(verdict).toMatchObject({ kind: 'pass' });
    expect(String(received[0]?.headers['authorization'])).toContain('/eu-west-1/execute-api/aws4_request');
  });

  test.each<[string, Partial<ProbeRequest>]>([
    ['a path without a query', { path: '/orders/7' }],
    ['the root', { path: '/' }],
    ['an empty query', { path: '/?' }],
    ['a query with gaps', { path: '/?b=2&&a=1&a=0&' }],
    ['a query without a value', { path: '/?flag&a=1' }],
    ['a query with an equals sign in a value', { path: '/?a=b%3Dc&d=' }],
    ['a name in capitals', { headers: { 'X-Tenant': 'shop' } }],
    ['a body', { method: 'POST', body: Buffer.from('a=1') }],
    ['a port', { host: 'example.amazonaws.com:8443', port: 8443 }],
    ['an encoded path', { path: '/a%20b/c' }],
  ])('signs %s for every service, and the path of S3 only once encoded', async (_what, change) => {
    const request = probeRequest(change);
    for (const service of ['execute-api', 's3']) {
      const signed = await signRequest(request, { service, region: undefined }, identity, new Date());
      const headers = { ...signed.headers, host: request.host };
      const received = { method: request.method, url: request.path, headers, body: request.body?.toString() ?? '' };

      expect(Object.keys(signed.headers)).toEqual(expect.arrayContaining(Object.keys(request.headers).map(lower)));
      expect(signed.headers['authorization']).toContain('SignedHeaders=host;');
      expect(isSigned(received, credentials.secretAccessKey, service === 's3' ? (part) => part : undefined)).toBe(true);
    }
  });

  test('is refused where there are no credentials', async () => {
    const { verdict } = await runSuite({ auth: { sigv4: { service: 'execute-api' } } }, () => ({}));

    expect(verdict).toMatchObject({ kind: 'fail', reason: expect.stringContaining('no AWS credentials to sign with') });
  });

  function signatureWithoutHash({ method, path, headers }: ProbeRequest, host: string): string {
    const [bare = '', query = ''] = path.split('?');
    const sorted = query.split('&').sort().join('&');
    const canonical = [
      method,
      bare,
      sorted,
      `host:${host}`,
      `x-amz-date:${headers['x-amz-date']}`,
      '',
      'host;x-amz-date',
      sha256(''),
    ];
    return signatureOf(
      canonical.join('\n'),
      headers['authorization'] ?? '',
      headers['x-amz-date'] ?? '',
      credentials.secretAccessKey,
    );
  }
});

/** Verifies a signature as AWS documents it, independently of the library that made it. */
function isSigned(
  { method, url, headers, body }: Pick<Received, 'method' | 'url' | 'headers' | 'body'>,
  key: string,
  encode: (part: string) => string = encodeURIComponent,
): boolean {
  const authorization = String(headers['authorization']);
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '';
  const [path = '', query = ''] = url.split('?');
  const canonical = [
    method,
    path.split('/').map(encode).join('/'),
    query.split('&').filter(Boolean).map(withValue).sort().join('&'),
    ...names.split(';').map((name) => `${name}:${headers[name]}`),
    '',
    names,
    sha256(body),
  ].join('\n');
  return authorization.endsWith(
    `Signature=${signatureOf(canonical, authorization, String(headers['x-amz-date']), key)}`,
  );
}

function signatureOf(canonical: string, authorization: string, date: string, key: string): string {
  const scope = /Credential=[^/]+\/([^,]+)/.exec(authorization)?.[1] ?? '';
  const signing = scope.split('/').reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${key}`);
  return hmac(signing, ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n')).toString('hex');
}

function withValue(pair: string): string {
  return pair.includes('=') ? pair : `${pair}=`;
}

function lower(name: string): string {
  return name.toLowerCase();
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function client(port: number) {
  return { tokenUrl: `http://127.0.0.1:${port}/token`, clientId: 'smoke/client', clientSecret: '{{password}}' };
}

/** A token endpoint that issues numbered tokens. */
async function serveTokens(answer: JsonObject) {
  const received: { body: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  const { port } = await serveHttp(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    received.push({ body, headers: request.headers });
    response.end(JSON.stringify({ access_token: `issued-token-${received.length}`, token_type: 'Bearer', ...answer }));
  });
  return { port, received };
}

function probeRequest(change: Partial<ProbeRequest>): ProbeRequest {
  return {
    ...{ method: 'GET', scheme: 'https', hostname: 'example.amazonaws.com', port: 443, path: '/', headers: {} },
    ...{ host: 'example.amazonaws.com', servername: 'example.amazonaws.com', timeoutMs: 1000 },
    ...change,
  };
}

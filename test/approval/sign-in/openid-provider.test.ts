import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { openidProvider } from '../../../src/approval/sign-in/openid-provider.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { type Forgery, foreignKey, startForgingProvider } from './forging-provider.ts';

const verifier = 'v'.repeat(43);
const attempt = { state: 'state-1', nonce: 'nonce-1', verifier };
const redirectUri = 'https://desk.example.com/signed-in';

type Parts = Parameters<typeof openidProvider>[0];

async function setup(clock = systemClock, more: Partial<Parts> = {}) {
  const server = await startForgingProvider((stop) => onTestFinished(() => void stop()));
  server.asked.nonce = attempt.nonce;
  let secret = 'client-secret-1';
  const clientSecret = async () => secret;
  const provider = openidProvider({
    issuer: server.issuer,
    clientId: 'desk',
    clientSecret,
    clock,
    wantsMail: false,
    ...more,
  });
  const callback = (changes: Record<string, string> = {}) =>
    new URL(
      `${redirectUri}?${new URLSearchParams({ code: 'code-1', state: 'state-1', iss: server.issuer, ...changes })}`,
    );
  return {
    ...server,
    provider,
    rotate: () => {
      secret = 'client-secret-2';
    },
    exchange: (changes?: Record<string, string>) => provider.claimsFor({ ...attempt, callback: callback(changes) }),
  };
}

describe('an OpenID provider', () => {
  test('is asked for a code with PKCE, and for nothing but who somebody is', async () => {
    const { provider, issuer } = await setup();

    const url = new URL(await provider.startUrl({ ...attempt, redirectUri }));

    expect(url.origin + url.pathname).toBe(`${issuer}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: 'desk',
      response_type: 'code',
      redirect_uri: redirectUri,
      scope: 'openid email',
      state: 'state-1',
      nonce: 'nonce-1',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
  });

  test.each<[string, string[], string]>([
    ['groups', ['openid', 'email', 'groups'], 'openid email groups'],
    ['groups', ['openid', 'email'], 'openid email'],
    ['cognito:groups', ['openid', 'groups'], 'openid email'],
  ])('is asked for the scope of %s only if it has one among %j', async (groupsClaim, scopes_supported, scope) => {
    const { provider, forge } = await setup(systemClock, { groupsClaim });
    forge({ metadata: { scopes_supported } });

    const url = new URL(await provider.startUrl({ ...attempt, redirectUri }));

    expect(url.searchParams.get('scope')).toBe(scope);
  });

  test('is asked for a fresh sign-in, if that is wanted', async () => {
    const { provider } = await setup();

    const url = new URL(await provider.startUrl({ ...attempt, redirectUri, maxAgeSeconds: 600, isAgain: true }));

    expect(Object.fromEntries(url.searchParams)).toMatchObject({ max_age: '600', prompt: 'login' });
  });

  test('is asked at its UserInfo endpoint for what the ID token does not have, and for nothing else', async () => {
    const { exchange, forge, asked } = await setup(systemClock, { groupsClaim: 'groups', wantsMail: true });
    const email = { email: 'ana@example.com', email_verified: true };
    const userInfo = { ...email, email_verified: false, groups: ['qa'], name: 'Ana' };

    forge({ claims: { ...email, groups: ['security'] }, userInfo });
    expect(await exchange()).toMatchObject({ ...email, groups: ['security'] });
    expect(asked.userInfo).toBe(0);

    forge({ claims: email, userInfo });
    expect(await exchange()).toMatchObject({ ...email, groups: ['qa'] });
    forge({ claims: { email_verified: true, groups: [] }, userInfo });
    const claims = await exchange();
    expect(claims).toMatchObject({ email: 'ana@example.com', email_verified: false, groups: [] });
    expect(claims).not.toHaveProperty('name');
  });

  test('is not asked at its UserInfo endpoint for nothing, nor if it has none', async () => {
    const { exchange, forge, asked } = await setup();
    forge({ userInfo: { email: 'ana@example.com' } });
    expect(await exchange()).not.toHaveProperty('email');
    expect(asked.userInfo).toBe(0);

    const without = await setup(systemClock, { wantsMail: true });
    expect(await without.exchange()).toMatchObject({ sub: 'AbC' });
  });

  test('is not asked again for groups that it has left out', async () => {
    const { exchange, forge, asked } = await setup(systemClock, { groupsClaim: 'groups' });
    forge({ claims: { _claim_names: { groups: 'src1' } }, userInfo: { groups: ['qa'] } });

    expect(await exchange()).not.toHaveProperty('groups');
    expect(asked.userInfo).toBe(0);
  });

  test('has a page to sign out, if its document says so', async () => {
    const { provider, forge, issuer } = await setup();
    expect(await provider.endUrl('https://desk.example.com/signed-out')).toBeUndefined();

    forge({ metadata: { end_session_endpoint: `${issuer}/logout` } });
    const again = openidProvider({
      ...{ issuer, clientId: 'desk', clientSecret: async () => undefined, clock: systemClock, wantsMail: false },
    });
    const url = new URL((await again.endUrl('https://desk.example.com/signed-out')) ?? '');
    expect(Object.fromEntries(url.searchParams)).toEqual({ client_id: 'desk' });
  });

  test('exchanges the code with its verifier and the secret in the body', async () => {
    const { exchange, asked } = await setup();

    expect(await exchange()).toMatchObject({ sub: 'AbC' });
    expect(Object.fromEntries(asked.token[0] ?? [])).toMatchObject({
      grant_type: 'authorization_code',
      code: 'code-1',
      code_verifier: verifier,
      redirect_uri: redirectUri,
      client_secret: 'client-secret-1',
    });
  });

  test.each<[string, string[] | undefined, string, boolean]>([
    ['header', ['client_secret_basic'], 'client-secret-1', false],
    ['body', ['client_secret_basic', 'client_secret_post'], 'client-secret-1', true],
    ['body', ['client_secret_post'], ' client-secret-1\n', true],
    ['body', undefined, 'client-secret-1', true],
  ])('gets the secret in the %s if it takes %j', async (_place, methods, secret, isBody) => {
    const { exchange, forge, asked } = await setup(systemClock, { clientSecret: async () => secret });
    forge({ metadata: { token_endpoint_auth_methods_supported: methods } });

    await exchange();

    const header = `Basic ${Buffer.from('desk:client%2Dsecret%2D1').toString('base64')}`;
    expect(asked.token[0]?.get('client_secret')).toBe(isBody ? 'client-secret-1' : null);
    expect(asked.header).toBe(isBody ? '' : header);
  });

  test('gets no secret of a client that has none', async () => {
    const { exchange, asked } = await setup(systemClock, { clientSecret: async () => undefined });

    expect(await exchange()).toMatchObject({ sub: 'AbC' });
    expect(Object.fromEntries(asked.token[0] ?? [])).toMatchObject({ client_id: 'desk' });
    expect(asked.token[0]?.has('client_secret')).toBe(false);
    expect(asked.header).toBe('');
  });

  test('is asked for its document and keys once an hour', async () => {
    const clock = new SteppableClock();
    const { exchange, asked } = await setup(clock);

    await exchange();
    await exchange();
    expect([asked.discovery, asked.jwks]).toEqual([1, 1]);
    clock.step(3600);
    await exchange();
    expect(asked.discovery).toBe(2);
  });

  test('is read again after a failure, with a rotated secret', async () => {
    const { exchange, asked, forge, rotate } = await setup();
    forge({
      token: (response) =>
        response.writeHead(401, { 'content-type': 'application/json' }).end('{"error":"invalid_client"}'),
    });
    await expect(exchange()).rejects.toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: 'the sign-in provider or its answer was not accepted: OAUTH_RESPONSE_BODY_ERROR invalid_client',
    });

    forge({});
    rotate();
    await exchange();

    expect(asked.token.at(-1)?.get('client_secret')).toBe('client-secret-2');
  });
});

describe('what a provider sends is refused', () => {
  const access = JSON.stringify({ access_token: 'x', token_type: 'Bearer' });
  const past = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, Forgery]>([
    ['for another audience', { claims: { aud: 'another-client' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['with another nonce', { claims: { nonce: 'nonce-2' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that has expired', { claims: { exp: past, iat: past - 60 } }],
    ['without a subject', { claims: { sub: undefined } }],
    [
      'that is no ID token',
      { token: (response) => response.setHeader('content-type', 'application/json').end(access) },
    ],
    ['signed with another key', { key: foreignKey }],
    ['without a signature', { unsigned: true }],
    ['with alg none', { header: { alg: 'none' }, unsigned: true }],
    ['with another alg', { header: { alg: 'HS256' } }],
    ['with a key id that does not exist', { header: { kid: 'other' } }],
    ['from a document of another issuer', { issuer: 'https://evil.example' }],
  ])('a token %s', async (_title, forgery) => {
    const { exchange, forge } = await setup();
    forge(forgery);

    await expect(exchange()).rejects.toMatchObject({ name: 'ProviderError', code: 'PROVIDER_REFUSED' });
  });

  test('everything from a document whose issuer is written in another way', async () => {
    const { exchange, forge, issuer } = await setup();
    forge({ issuer: `${issuer}/` });

    await expect(exchange()).rejects.toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: 'the discovery document names an issuer other than OIDC_ISSUER',
    });
  });

  test.each<[string, Record<string, string>]>([
    ['another state', { state: 'state-2' }],
    ['another issuer, as in a mix-up', { iss: 'https://evil.example' }],
    ['no issuer, although the provider sends one', { iss: '' }],
  ])('a return with %s, without sending the code anywhere', async (_title, changes) => {
    const { exchange, asked } = await setup();

    await expect(exchange(changes)).rejects.toMatchObject({ code: 'PROVIDER_REFUSED' });
    expect(asked.token).toEqual([]);
  });
});

describe('a provider that fails', () => {
  const words = 'Call 555-1234 now';
  const down = (why: string) => ['PROVIDER_UNREACHABLE', `the sign-in provider did not answer: ${why}`];
  const wrong = (why: string) => ['PROVIDER_REFUSED', `the sign-in provider or its answer was not accepted: ${why}`];
  test.each<[string, Forgery, string[]]>([
    [
      'has no document',
      { discovery: (response) => response.writeHead(503).end(words) },
      down('OAUTH_RESPONSE_IS_NOT_CONFORM'),
    ],
    [
      'has no document, in general',
      { discovery: (response) => response.writeHead(500).end(words) },
      down('OAUTH_RESPONSE_IS_NOT_CONFORM'),
    ],
    [
      'does not know its document',
      { discovery: (response) => response.writeHead(404).end(words) },
      wrong('OAUTH_RESPONSE_IS_NOT_CONFORM'),
    ],
    ['hangs up', { token: (response) => response.destroy() }, down('TypeError')],
    [
      'answers with HTML',
      { token: (response) => response.setHeader('content-type', 'text/html').end(words) },
      wrong('OAUTH_RESPONSE_IS_NOT_JSON'),
    ],
    [
      'says why in its own words',
      {
        token: (response) =>
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end(JSON.stringify({ error: words, error_description: words })),
      },
      wrong('OAUTH_RESPONSE_BODY_ERROR'),
    ],
  ])('%s: an error without its words, the code or the secret', async (_title, forgery, [code, message]) => {
    const { exchange, forge } = await setup();
    forge(forgery);

    const error = await exchange().catch((thrown: unknown) => thrown as Error);

    expect(error).toMatchObject({ name: 'ProviderError', code, message });
    expect(String((error as Error).message)).not.toMatch(/555|code-1|client-secret|nonce-1/);
  });

  test.each([
    ['TimeoutError', down('OAUTH_TIMEOUT')],
    ['AbortError', down('OAUTH_ABORT')],
  ])('does not answer, with %s', async (name, [code, message]) => {
    vi.stubGlobal('fetch', () => Promise.reject(new DOMException(words, name)));

    await expect(remote('https://login.example.com').startUrl({ ...attempt, redirectUri })).rejects.toMatchObject({
      code,
      message,
    });
  });

  test.each<[unknown, string]>([
    ['no words', 'unknown'],
    [undefined, 'unknown'],
    [new RangeError(words), 'RangeError'],
  ])('is not asked if the secret cannot be read: %s', async (thrown, name) => {
    const provider = remote('https://login.example.com', { clientSecret: () => Promise.reject(thrown) });
    const [code, message] = wrong(name);

    await expect(provider.startUrl({ ...attempt, redirectUri })).rejects.toMatchObject({ code, message });
  });
});

describe('the address of a provider', () => {
  /** Answers every question with the document of this issuer. */
  function publish(issuer: string): string[] {
    const asked: string[] = [];
    vi.stubGlobal('fetch', async (url: string | URL) => {
      asked.push(String(url));
      return Response.json({
        ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
        end_session_endpoint: `${issuer}/logout`,
      });
    });
    return asked;
  }

  test.each([
    ['https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_AbC', true],
    ['https://cognito-idp-fips.us-gov-west-1.amazonaws.com/us-gov-west-1_AbC', true],
    ['https://cognito-idp.cn-north-1.amazonaws.com.cn/cn-north-1_AbC', true],
    ['https://cognito-idp.eu-central-1.amazonaws.com.shop.example/x', false],
    ['https://not-cognito-idp.eu-central-1.amazonaws.com/x', false],
    ['https://login.example.com', false],
  ])('of Cognito gets the one to return to after signing out: %s', async (issuer, isCognito) => {
    publish(issuer);
    const back = 'https://desk.example.com/signed-out';

    const { origin, pathname, searchParams } = new URL((await remote(issuer).endUrl(back)) ?? '');

    expect(`${origin}${pathname}`).toBe(`${issuer}/logout`);
    expect(Object.fromEntries(searchParams)).toEqual({ client_id: 'desk', ...(isCognito && { logout_uri: back }) });
  });

  test.each(['http://localhost:8080', 'http://127.0.0.1:8080', 'http://[::1]:8080'])(
    'may be without TLS on the same computer: %s',
    async (issuer) => {
      publish(issuer);

      expect(await remote(issuer).startUrl({ ...attempt, redirectUri })).toContain(`${issuer}/authorize?`);
    },
  );

  test('must have TLS on any other', async () => {
    const asked = publish('http://login.example.com');

    await expect(remote('http://login.example.com').startUrl({ ...attempt, redirectUri })).rejects.toMatchObject({
      code: 'PROVIDER_REFUSED',
      message: 'the sign-in provider or its answer was not accepted: OAUTH_HTTP_REQUEST_FORBIDDEN',
    });
    expect(asked).toEqual([]);
  });
});

function remote(issuer: string, more: Partial<Parts> = {}) {
  const clientSecret = async () => undefined;
  return openidProvider({ issuer, clientId: 'desk', clientSecret, clock: systemClock, wantsMail: false, ...more });
}

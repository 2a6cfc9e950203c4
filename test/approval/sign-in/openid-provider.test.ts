import { createHash } from 'node:crypto';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openidProvider } from '../../../src/approval/sign-in/openid-provider.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { SteppableClock } from '../../helpers/hook.ts';
import { type Forgery, foreignKey, startForgingProvider } from './forging-provider.ts';

const verifier = 'v'.repeat(43);
const attempt = { state: 'state-1', nonce: 'nonce-1', verifier };
const redirectUri = 'https://desk.example.com/signed-in';

async function setup(clock = systemClock, more: { groupsClaim?: string; wantsMail?: boolean } = {}) {
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
      message: expect.stringContaining('invalid_client'),
    });

    forge({});
    rotate();
    await exchange();

    expect(asked.token.at(-1)?.get('client_secret')).toBe('client-secret-2');
  });
});

describe('what a provider sends is refused', () => {
  const past = Math.floor(Date.now() / 1000) - 3600;
  test.each<[string, Forgery]>([
    ['for another audience', { claims: { aud: 'another-client' } }],
    ['of another issuer', { claims: { iss: 'https://evil.example' } }],
    ['with another nonce', { claims: { nonce: 'nonce-2' } }],
    ['without a nonce', { claims: { nonce: undefined } }],
    ['that has expired', { claims: { exp: past, iat: past - 60 } }],
    ['without a subject', { claims: { sub: undefined } }],
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
  test.each<[string, Forgery, string]>([
    ['has no document', { discovery: (response) => response.writeHead(503).end(words) }, 'PROVIDER_UNREACHABLE'],
    ['hangs up', { token: (response) => response.destroy() }, 'PROVIDER_UNREACHABLE'],
    [
      'answers with HTML',
      { token: (response) => response.setHeader('content-type', 'text/html').end(words) },
      'PROVIDER_REFUSED',
    ],
    [
      'says why in its own words',
      {
        token: (response) =>
          response
            .writeHead(400, { 'content-type': 'application/json' })
            .end(JSON.stringify({ error: words, error_description: words })),
      },
      'PROVIDER_REFUSED',
    ],
  ])('%s: an error without its words, the code or the secret', async (_title, forgery, code) => {
    const { exchange, forge } = await setup();
    forge(forgery);

    const error = await exchange().catch((thrown: unknown) => thrown as Error);

    expect(error).toMatchObject({ name: 'ProviderError', code });
    expect(String((error as Error).message)).not.toMatch(/555|code-1|client-secret|nonce-1/);
  });
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { formatRequest } from '../../../src/approval/request/request.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { openKey } from '../../../src/storage/keys.ts';
import { startForgingProvider } from '../../approval/sign-in/forging-provider.ts';
import { key, linkTo, newRequest, signingKeys, wordsOn } from '../../helpers/approval.ts';
import { builtFunctions } from '../../helpers/built-functions.ts';
import { type HttpApiAnswer, httpApiEvent, runFunction } from '../deployed.ts';
import { variablesOf } from './built-desk.ts';
import { startMemoryAws } from './memory-aws.ts';

let folder = '';
beforeAll(async () => {
  folder = await builtFunctions();
}, 120_000);

const ana = 'ana@example.com';
const link = linkTo(ana, { expiresAt: new Date(Date.now() + 3_600_000) });
const begin = link.replace('/a/', '/sign-in/');

/** The desk as it is deployed, with these variables. */
async function startDesk(variables: Record<string, string>, asked?: JsonObject) {
  const aws = await startMemoryAws(JSON.stringify({ current: 'k1', ...Object.fromEntries(signingKeys.secrets) }));
  const now = new Date();
  const request = newRequest({
    now,
    deadline: new Date(now.getTime() + 3_600_000),
    reviewers: [ana],
    ...(asked && { asked }),
  });
  aws.objects.set(key, formatRequest(request));
  const running = await runFunction(pathToFileURL(join(folder, 'desk/index.mjs')).href, {
    ...variablesOf(aws),
    ...variables,
  });
  onTestFinished(() => running.stop());
  const ask = async (path: string, changes: Record<string, unknown> = {}) =>
    (await running.invoke({ ...httpApiEvent('GET', path), ...changes })) as HttpApiAnswer & { cookies?: string[] };
  return { ask, aws };
}

type Desk = Awaited<ReturnType<typeof startDesk>>;
type Provider = Awaited<ReturnType<typeof startForgingProvider>>;

/** Signs somebody in. Resolves to what the provider was asked, and to the cookie of the session. */
async function signIn(ask: Desk['ask'], provider: Provider) {
  const begun = await ask(begin);
  const asked = new URL(begun.headers['location'] ?? '').searchParams;
  provider.asked.nonce = asked.get('nonce') ?? '';
  const query = new URLSearchParams({ code: 'code-1', state: asked.get('state') ?? '', iss: provider.issuer });
  const back = await ask('/signed-in', { cookies: valuesOf(begun.cookies), rawQueryString: query.toString() });
  return { asked, back, cookies: valuesOf(back.cookies).slice(-1) };
}

function valuesOf(cookies: readonly string[] = []): string[] {
  return cookies.map((cookie) => cookie.split(';', 1)[0] ?? '');
}

describe('the deployed desk', () => {
  test('signs somebody in at a provider, with the client secret from Secrets Manager', async () => {
    const provider = await startForgingProvider((stop) => onTestFinished(() => void stop()));
    const { ask, aws } = await startDesk({
      OIDC_ISSUER: provider.issuer,
      OIDC_CLIENT_ID: 'desk',
      OIDC_CLIENT_SECRET_ID: 'greenlight/oidc-client',
      OIDC_MAIL_DOMAINS: 'example.com',
    });
    // As with a provider that has no address in the ID token.
    provider.forge({ userInfo: { email: ana, email_verified: true } });

    const { asked, back, cookies } = await signIn(ask, provider);
    const page = await ask(link, { cookies });

    const secrets = aws.asked.filter((one) => one === 'GetSecretValue');
    aws.objects.set(openKey(key), '');
    aws.asked.length = 0;
    const home = await ask('/', { cookies });
    const asHome = aws.asked.splice(0).sort();
    const nobody = await ask('/');

    expect(wordsOn(home.body)).toMatch(/Waiting for you my-service .*Decided Nothing\./);
    // Where decisions are listed is found first; then two years of them.
    expect(asHome.filter((one) => one.startsWith('GET'))).toEqual(['GET approvals']);
    expect(asHome.length).toBeLessThanOrEqual(6);
    expect(wordsOn(nobody.body)).not.toContain('my-service');
    expect(aws.asked).toEqual([]);
    expect(asked.get('redirect_uri')).toBe('https://desk.example.com/signed-in');
    expect([back.statusCode, back.headers['location']]).toEqual([303, link]);
    expect(page.body).toContain('Signed in as <strong>ana@example.com</strong>');
    expect(secrets).toHaveLength(2);
    expect(provider.asked.token[0]?.get('client_secret')).toContain('"k1"');
  });

  test('records the group that a provider proves, and when somebody signed in', async () => {
    const provider = await startForgingProvider((stop) => onTestFinished(() => void stop()));
    const rules = [{ name: 'security', from: ['group:sec-team'], approvals: 1 }];
    const { ask, aws } = await startDesk(
      { OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'desk', OIDC_GROUPS_CLAIM: 'cognito:groups' },
      { rules, signInMaxAgeMinutes: 5 },
    );
    const seconds = Math.floor(Date.now() / 1000) - 60;
    provider.forge({
      claims: { 'cognito:groups': ['all', 'sec-team'], auth_time: seconds },
      userInfo: { email: ana, email_verified: true },
    });

    const { asked, cookies } = await signIn(ask, provider);
    const page = await ask(link, { cookies });
    const nonce = /name="nonce" value="([^"]+)"/.exec(page.body)?.[1] ?? '';
    const form = new URLSearchParams({ nonce, choice: 'approve', looked: 'yes', reason: '' }).toString();
    const sent = await ask(link, {
      ...httpApiEvent('POST', link, form),
      cookies,
    });

    expect(asked.get('max_age')).toBe('300');
    // Without a domain, no address would count.
    expect(provider.asked.userInfo).toBe(0);
    expect(sent.statusCode, sent.body).toBe(303);
    expect(JSON.parse(aws.objects.get(key) ?? '{}')).toMatchObject({
      status: 'APPROVED',
      votes: [
        {
          by: `${provider.issuer}#AbC`,
          via: 'sign-in',
          identity: {
            ...{ iss: provider.issuer, sub: 'AbC', groups: ['sec-team'] },
            authenticatedAt: new Date(seconds * 1000).toISOString(),
          },
        },
      ],
    });
  });

  test.each([
    ['nobody who is not recognized', {}, 'my-service', 'Sign in with another account'],
    ['everybody, if DESK_READERS says so', { DESK_READERS: 'everybody' }, 'Sign in with another account', 'my-service'],
  ])('lists requests for %s', async (_whom, variables, hidden, shown) => {
    const provider = await startForgingProvider((stop) => onTestFinished(() => void stop()));
    const { ask, aws } = await startDesk({ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: 'desk', ...variables });
    provider.forge({ claims: {} });
    aws.objects.set(openKey(key), '');

    const { cookies } = await signIn(ask, provider);
    const words = wordsOn((await ask('/', { cookies })).body);

    expect(words).toContain(shown);
    expect(words).not.toContain(hidden);
  });

  test.each([
    ['looks for a picture', 'yes', ['GET approvals', 'GET screenshots']],
    ['has no pictures', 'no', []],
  ])('%s if SCREENSHOTS says %s', async (_what, SCREENSHOTS, read) => {
    const { ask, aws } = await startDesk({ SCREENSHOTS });
    aws.asked.length = 0;

    const { statusCode } = await ask(`${link.replace('/a/', '/pictures/')}/POST_TEST_TRAFFIC_SHIFT/1-green`);

    expect([statusCode, aws.asked]).toEqual([404, read]);
  });

  test('says what is wrong with the settings in its log only, and still shows requests', async () => {
    const { ask } = await startDesk({
      OIDC_ISSUER: 'https://login.microsoftonline.com/common/v2.0',
      OIDC_CLIENT_ID: 'desk',
    });

    const [page, begun] = [await ask(link), await ask(begin)];

    expect([page.statusCode, begun.statusCode]).toEqual([200, 503]);
    expect(begun.body).not.toMatch(/OIDC|microsoft/);
  });

  test('has no such page without an issuer', async () => {
    const { ask } = await startDesk({});

    expect((await ask(begin)).statusCode).toBe(404);
    expect((await ask(link)).body).not.toContain('sign-in');
  });

  test('loads the library only when somebody signs in', async () => {
    const chunks = await readdir(join(folder, 'desk'), { recursive: true });
    const code = new Map<string, string>();
    for (const name of chunks.filter((one) => one.endsWith('.mjs'))) {
      code.set(name.replace(/^chunks\//, ''), await readFile(join(folder, 'desk', name), 'utf8'));
    }
    const loaded = new Set<string>();
    const load = (name: string) => {
      if (loaded.has(name)) return;
      loaded.add(name);
      for (const [, file = ''] of (code.get(name) ?? '').matchAll(/(?:from|import)\s*"\.\/(?:chunks\/)?([^"]+)"/g))
        load(file);
    };
    load('index.mjs');
    const has = (name: string) => code.get(name)?.includes('code_challenge') === true;

    expect([...code.keys()].filter(has)).not.toEqual([]);
    expect([...loaded].filter(has)).toEqual([]);
    expect(loaded.size).toBeGreaterThan(3);
  });
});

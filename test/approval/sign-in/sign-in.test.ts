import { describe, expect, test } from 'vitest';
import type { SigningKeySource, SigningKeys } from '../../../src/approval/link/signing-keys.ts';
import { attemptCookie, cookiesIn, sessionCookie } from '../../../src/approval/sign-in/cookies.ts';
import type { IdentitySettings } from '../../../src/approval/sign-in/identity.ts';
import { ProviderError } from '../../../src/approval/sign-in/provider-error.ts';
import { seal, unseal } from '../../../src/approval/sign-in/seal.ts';
import { sealNewSession } from '../../../src/approval/sign-in/session.ts';
import { createSignIn, type SignInAnswer } from '../../../src/approval/sign-in/sign-in.ts';
import { signInPages } from '../../../src/approval/sign-in/sign-in-pages.ts';
import { deskUrl, foreignKeys, neverAborted, rotatedKeys, signingKeys } from '../../helpers/approval.ts';
import { CookieJar, fakeProvider, issuer } from './fake-provider.ts';

const token = 'v1.k1.token';
const ana = { sub: 'AbC', email: 'ana@example.com', email_verified: true };
const start = new Date('2026-11-22T14:00:00Z');
const later = (minutes: number) => new Date(start.getTime() + minutes * 60_000);

const noGroups = async () => [];

/** A desk with sign-in, its provider and one browser. */
function setup({
  keys = async () => signingKeys,
  settings = { issuer, mailDomains: ['example.com'] },
}: {
  keys?: SigningKeySource;
  settings?: IdentitySettings;
} = {}) {
  const provider = fakeProvider();
  const signIn = createSignIn({ provider, settings, signingKeys: keys, deskUrl });
  const jar = new CookieJar();
  const asked = (now = start, cookies = jar.header) => ({ cookies, now, signal: neverAborted });
  const keep = (answer: SignInAnswer) => {
    jar.take(answer);
    return answer;
  };
  return {
    ...{ provider, signIn, jar, asked },
    begin: async (now = start) => locationOf(keep(await signIn.begin(token, asked(now)))),
    finish: async (query: string, now = start, groupsFor: Parameters<typeof signIn.finish>[2] = noGroups) =>
      keep(await signIn.finish(query, asked(now), groupsFor)),
    session: (now = start) => signIn.sessionOf(asked(now)),
  };
}

function locationOf(answer: SignInAnswer): string {
  return answer.status === 303 ? answer.location : `no redirect but ${answer.says}`;
}

describe('signing in', () => {
  test('returns to the link, and keeps who it was for an hour', async () => {
    const { provider, begin, finish, session, jar } = setup();

    const answer = await finish(provider.signIn(await begin(), ana));

    expect(answer).toMatchObject({ status: 303, location: `/a/${token}`, did: 'signed somebody in' });
    expect(jar.names).toEqual([sessionCookie]);
    expect(await session(later(59))).toMatchObject({ iss: issuer, sub: 'AbC', mail: 'ana@example.com' });
    expect(await session(later(60))).toBeUndefined();
  });

  test('sets cookies that only this host gets, over TLS, and no script', async () => {
    const { signIn, provider, asked, jar } = setup();
    const began = await signIn.begin(token, asked());
    jar.take(began);
    const finished = await signIn.finish(provider.signIn(locationOf(began), ana), asked(), noGroups);
    const ended = await signIn.end({ cookies: undefined });

    const all = [...began.cookies, ...finished.cookies, ...ended.cookies];
    expect(all).toHaveLength(4);
    for (const cookie of all) {
      expect(cookie).toMatch(/^__Host-[\w-]+=[\w.-]*; Max-Age=\d+; Path=\/; Secure; HttpOnly; SameSite=Lax$/);
      expect(cookie.length).toBeLessThan(2048);
    }
    expect([began.did, ended.did]).toEqual(['sent somebody to sign in', 'signed somebody out']);
    expect(began.cookies[0]).toContain('Max-Age=600;');
    expect(finished.cookies[1]).toContain('Max-Age=3600;');
  });

  test('has nothing readable in its cookies', async () => {
    const { provider, begin, finish, jar } = setup();
    const url = new URL(await begin());
    const state = url.searchParams.get('state') ?? '';
    const first = jar.header;
    await finish(provider.signIn(url.href, ana));

    const read = `${first} ${jar.header}`.split(/[.=; ]/).map((part) => Buffer.from(part, 'base64url').toString());
    expect(`${first} ${jar.header} ${read}`).not.toMatch(new RegExp(`${state}|AbC|ana@example|${token}`));
  });

  test('works in two tabs at once', async () => {
    const { provider, begin, finish, jar } = setup();
    const [one, other] = [await begin(), await begin()];

    expect((await finish(provider.signIn(one, ana))).status).toBe(303);
    expect((await finish(provider.signIn(other, ana))).status).toBe(303);
    expect(jar.names).toEqual([sessionCookie]);
  });

  test('keeps only the latest attempts, and the session of before', async () => {
    const { provider, begin, finish, jar } = setup();
    await finish(provider.signIn(await begin(), ana));

    for (let count = 0; count < 10; count += 1) await begin();

    expect(jar.names).toContain(sessionCookie);
    expect(jar.names.length).toBeLessThanOrEqual(5);
    expect(jar.header.length).toBeLessThan(5000);
  });

  test('begins a new session each time, so that one put into the browser before is not continued', async () => {
    const { provider, begin, finish, session } = setup();
    await finish(provider.signIn(await begin(), { ...ana, sub: 'attacker' }));
    const before = await session();

    await finish(provider.signIn(await begin(), ana));

    expect(before?.sub).toBe('attacker');
    expect((await session())?.sub).toBe('AbC');
    expect((await session())?.id).not.toBe(before?.id);
  });
});

describe('a sign-in is refused', () => {
  type Setup = ReturnType<typeof setup>;
  test.each<[string, (parts: Setup) => Promise<SignInAnswer>]>([
    [
      'the second time',
      async ({ provider, begin, finish }) => {
        const query = provider.signIn(await begin(), ana);
        await finish(query);
        return finish(query);
      },
    ],
    [
      'in another browser',
      async ({ provider, begin, finish }) => {
        await begin();
        return finish(
          provider.signIn(
            locationOf(await setup().signIn.begin(token, { cookies: '', now: start, signal: neverAborted })),
            ana,
          ),
        );
      },
    ],
    ['without a state', async ({ begin, finish }) => finish((await begin()) && '?code=code-1')],
    [
      'with two states',
      async ({ provider, begin, finish }) => {
        const query = provider.signIn(await begin(), ana);
        return finish(`${query}&${query.slice(1)}`);
      },
    ],
    ['too late', async ({ provider, begin, finish }) => finish(provider.signIn(await begin(), ana), later(10))],
    [
      'with the cookie of another attempt',
      async ({ provider, begin, finish, jar }) => {
        await begin();
        const [, other = ''] = jar.header.split('=');
        const url = await begin();
        jar.set(attemptCookie(new URL(url).searchParams.get('state') ?? ''), other.split(';')[0] ?? '');
        return finish(provider.signIn(url, ana));
      },
    ],
    [
      'with a session as its attempt',
      async ({ provider, begin, finish, jar }) => {
        await finish(provider.signIn(await begin(), ana));
        const session = cookiesIn(jar.header).get(sessionCookie) ?? '';
        const url = await begin();
        jar.set(attemptCookie(new URL(url).searchParams.get('state') ?? ''), session);
        jar.set(sessionCookie, '');
        return finish(provider.signIn(url, ana));
      },
    ],
  ])('%s', async (_title, run) => {
    const parts = setup();

    const answer = await run(parts);

    expect(answer).toMatchObject({
      ...{ status: 400, ...signInPages.notBegunHere() },
      did: 'refused a sign-in that this browser did not start',
    });
    expect(answer.cookies.join()).not.toContain(sessionCookie);
  });

  test.each(['', '?code=code-1', '?code=code-1&state=unknown'])('without deleting a cookie: %j', async (query) => {
    const { begin, finish, jar } = setup();
    await begin();

    expect(await finish(query)).toMatchObject({ status: 400, cookies: [] });
    expect(jar.names).toHaveLength(1);
  });

  test.each<[string, Record<string, unknown>]>([
    ['an account of another issuer', { iss: 'https://evil.example' }],
    ['an account without a subject', { sub: '' }],
  ])('with %s', async (_title, changes) => {
    const { provider, begin, finish, session } = setup();

    expect(await finish(provider.signIn(await begin(), { ...ana, ...changes }))).toMatchObject({
      ...{ status: 403, ...signInPages.unusable() },
      did: 'refused an account: unusable',
    });
    expect(await session()).toBeUndefined();
  });

  test('with an account of another organization', async () => {
    const google = 'https://accounts.google.com';
    const { provider, begin, finish, session } = setup({ settings: { issuer: google, mailDomains: ['example.com'] } });

    expect(await finish(provider.signIn(await begin(), { ...ana, iss: google, hd: 'other.example' }))).toMatchObject({
      ...{ status: 403, ...signInPages.foreignAccount(`/sign-in/${token}`) },
      did: 'refused an account: foreign-account',
    });
    expect(await session()).toBeUndefined();
  });

  test('with an error of the provider, whose words nobody sees', async () => {
    const { begin, finish, jar } = setup();
    const state = new URL(await begin()).searchParams.get('state') ?? '';

    const answer = await finish(`?error=access_denied&error_description=Call+555-1234+now&state=${state}`);

    expect(answer).toMatchObject({
      ...{ status: 403, ...signInPages.notCompleted(`/sign-in/${token}`) },
      did: 'saw a sign-in refused',
    });
    expect(JSON.stringify(answer)).not.toMatch(/555|access_denied/);
    expect(jar.names).toEqual([]);
  });

  test.each([
    ['PROVIDER_UNREACHABLE', 503, signInPages.unreachable],
    ['PROVIDER_REFUSED', 403, signInPages.notAccepted],
  ] as const)('if the provider fails with %s, with a way to try again', async (code, status, page) => {
    const { provider, begin, finish, signIn, asked, jar } = setup();
    const query = provider.signIn(await begin(), ana);
    provider.fail(new ProviderError(code, 'secret words'));

    const answers = [await finish(query), await signIn.begin(token, asked())];

    for (const answer of answers) {
      expect(answer).toMatchObject({ status, ...page(`/sign-in/${token}`), did: 'could not sign somebody in' });
      expect(JSON.stringify({ ...answer, error: undefined })).not.toContain('secret words');
    }
    expect(answers[1]?.cookies).toEqual([]);
    expect(jar.names).toEqual([]);
    expect(await signIn.end({ cookies: undefined })).toMatchObject({
      status: 200,
      ...signInPages.signedOut(undefined),
    });
  });

  test('never if we have made a mistake: that is an error of the desk', async () => {
    const { provider, begin, finish } = setup();
    const query = provider.signIn(await begin(), ana);
    provider.fail(new RangeError('a mistake'));

    await expect(finish(query)).rejects.toThrow('a mistake');
    await expect(begin()).rejects.toThrow('a mistake');
  });
});

describe('a session', () => {
  async function signedIn() {
    const parts = setup();
    await parts.finish(parts.provider.signIn(await parts.begin(), ana));
    return { ...parts, sealed: cookiesIn(parts.jar.header).get(sessionCookie) ?? '' };
  }

  test('ends with signing out', async () => {
    const { signIn, jar, session } = await signedIn();

    const answer = await signIn.end({ cookies: undefined });
    jar.take(answer);

    expect(await session()).toBeUndefined();
    const back = encodeURIComponent('https://desk.example.com/signed-out');
    expect(answer).toMatchObject(signInPages.signedOut(`${issuer}/logout?client_id=desk&logout_uri=${back}`));
  });

  test('is nobody for each changed, foreign or doubled cookie', async () => {
    const { signIn, sealed, asked } = await signedIn();
    const session = { id: 'x', iss: issuer, sub: 'AbC', until: start.getTime() / 1000 + 60 };
    const read = (value: string) => signIn.sessionOf(asked(start, `${sessionCookie}=${value}`));

    expect(await read(sealed)).toMatchObject({ sub: 'AbC' });
    for (let at = 0; at < sealed.length; at += 7) {
      const changed = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
      expect(await read(changed)).toBeUndefined();
    }
    for (const wrong of [
      '',
      'v1',
      `${sealed}=`,
      sealed.slice(0, -4),
      JSON.stringify(session),
      seal(foreignKeys, 'sign-in session', session),
    ]) {
      expect(await read(wrong)).toBeUndefined();
    }
    expect(await read(seal(signingKeys, 'sign-in attempt', session))).toBeUndefined();
    expect(await read(seal(signingKeys, 'sign-in session', { ...session, until: 'later' }))).toBeUndefined();
    expect(await read(`${sealed}; ${sessionCookie}=${sealed}`)).toBeUndefined();
  });

  test.each([
    [{ issuer, mailDomains: ['example.com'] }, 'AbC'],
    [{ issuer, mailDomains: [] }, undefined],
    [{ issuer: 'https://login.example.org', mailDomains: ['example.com'] }, undefined],
  ])('ends if the stack no longer believes its issuer or its domain: %j', async (settings, sub) => {
    const { provider, sealed } = await signedIn();
    const later = createSignIn({ provider, settings, signingKeys: async () => signingKeys, deskUrl });

    const session = await later.sessionOf({
      cookies: `${sessionCookie}=${sealed}`,
      now: start,
      signal: neverAborted,
    });

    expect(session?.sub).toBe(sub);
  });

  test('survives a rotation of the signing keys, and ends when its key is removed', async () => {
    let keys: SigningKeys = signingKeys;
    const parts = setup({ keys: async () => keys });
    await parts.finish(parts.provider.signIn(await parts.begin(), ana));

    keys = rotatedKeys;
    expect(await parts.session()).toMatchObject({ sub: 'AbC' });
    keys = { current: 'k2', secrets: new Map([['k2', rotatedKeys.secrets.get('k2') ?? '']]) };
    expect(await parts.session()).toBeUndefined();
  });
});

describe('the groups of a session', () => {
  const settings = { issuer, mailDomains: ['example.com'], groupsClaim: 'groups' };

  test('are asked for only if a claim of the provider names groups', async () => {
    const asked: string[] = [];
    const groupsFor = async (of: string) => {
      asked.push(of);
      return ['qa', 'ops'];
    };
    const [plain, grouped] = [setup(), setup({ settings })];
    const member = { ...ana, groups: ['qa', 'all'] };

    await plain.finish(plain.provider.signIn(await plain.begin(), member), start, groupsFor);
    expect(asked).toEqual([]);
    await grouped.finish(grouped.provider.signIn(await grouped.begin(), member), start, groupsFor);
    expect(asked).toEqual([token]);
    expect([(await plain.session())?.groups, (await grouped.session())?.groups]).toEqual([[], ['qa']]);
  });

  test('count no longer if the stack names no claim any more', async () => {
    const { provider, begin, finish, asked } = setup({ settings });
    await finish(provider.signIn(await begin(), { ...ana, groups: ['qa'] }), start, async () => ['qa']);
    const plain = { issuer, mailDomains: ['example.com'] };
    const later = createSignIn({ provider, settings: plain, signingKeys: async () => signingKeys, deskUrl });

    expect(await later.sessionOf(asked())).toMatchObject({ sub: 'AbC', groups: [] });
  });

  test('are none if the session is from before groups counted, or the provider sends none', async () => {
    const { signIn, asked } = setup({ settings });
    const session = { id: 'x', iss: issuer, sub: 'AbC', until: start.getTime() / 1000 + 60 };
    const older = seal(signingKeys, 'sign-in session', session);
    expect(await signIn.sessionOf(asked(start, `${sessionCookie}=${older}`))).toEqual({ ...session, groups: [] });

    const unknown = sealNewSession(signingKeys, { iss: issuer, sub: 'AbC' }, start, ['qa']);
    expect(await signIn.sessionOf(asked(start, `${sessionCookie}=${unknown}`))).toMatchObject({ groups: [] });
  });
});

test('the signing keys are read in time, and afresh only for a key that is not known', async () => {
  const asked: Parameters<SigningKeySource>[0][] = [];
  const keys: SigningKeySource = async (options) => {
    asked.push(options);
    return options?.fresh ? rotatedKeys : signingKeys;
  };
  const { provider, begin, finish, session, jar } = setup({ keys });
  await finish(provider.signIn(await begin(), ana));
  expect(await session()).toMatchObject({ sub: 'AbC' });
  expect(asked).toEqual(Array.from({ length: 4 }, () => ({ signal: neverAborted })));

  jar.set(sessionCookie, seal(foreignKeys, 'sign-in session', 1));
  expect(await session()).toBeUndefined();
  expect(asked.slice(4)).toEqual([{ signal: neverAborted }]);

  jar.set(sessionCookie, sealNewSession(rotatedKeys, { iss: issuer, sub: 'AbC' }, start, []));
  expect(await session()).toMatchObject({ sub: 'AbC' });
  expect(asked.slice(5)).toEqual([{ signal: neverAborted }, { fresh: true, signal: neverAborted }]);
});

test('what an earlier release has sealed still opens', () => {
  const sealed = 'v1.k1.MXH6q3sy4Rtdn8cTcPV1wMQkg7V1-TdQoKdNl7EDE60EcD3IBumW3n4';

  expect(unseal(signingKeys, 'sign-in session', sealed)).toEqual({ ok: true, value: { sub: 'AbC' } });
});

test('what is sealed twice is never the same, and opens for its purpose only', () => {
  const [one, other] = [seal(signingKeys, 'sign-in session', 1), seal(signingKeys, 'sign-in session', 1)];

  expect(one).not.toBe(other);
  expect(unseal(signingKeys, 'sign-in session', one)).toEqual({ ok: true, value: 1 });
  expect(unseal(signingKeys, 'sign-in attempt', one)).toEqual({ ok: false, problem: 'forged' });
  expect(unseal(foreignKeys, 'sign-in session', one)).toEqual({ ok: false, problem: 'forged' });
  for (const changed of ['', 'v1', `x${one}`, `${one}.`]) {
    expect(unseal(signingKeys, 'sign-in session', changed)).toEqual({ ok: false, problem: 'forged' });
  }
  expect(unseal(signingKeys, 'sign-in session', seal(rotatedKeys, 'sign-in session', 1))).toEqual({
    ok: false,
    problem: 'unknown-key',
  });
});

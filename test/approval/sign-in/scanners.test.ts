import { describe, expect, test } from 'vitest';
import { sessionCookie } from '../../../src/approval/sign-in/cookies.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { deskUrl, key, wordsOn } from '../../helpers/approval.ts';
import { CookieJar } from './fake-provider.ts';
import { signInSetup } from './sign-in-setup.ts';

const [ana, ben] = ['ana@example.com', 'ben@example.com'];
const account = { sub: 'AbC', email: ana, email_verified: true, groups: ['sec-team'], auth_time: 1_795_000_000 };

type Desk = Awaited<ReturnType<typeof signInSetup>>['desk'];

/** How a program opens pages that it finds in a mail or a chat. */
type Scanner = {
  /** Whether it says where its forms come from, as a browser does. */
  isBrowser: boolean;
  /** Whether it ticks, chooses and writes in the forms before it sends them. Otherwise it sends what the page has. */
  fillsIn: boolean;
};

const scanners: [string, Scanner][] = [
  [
    'a scanner that sends every form as it is, like a browser in which somebody clicks on every button',
    { isBrowser: true, fillsIn: false },
  ],
  ['a scanner that fills in every form, and is no browser', { isBrowser: false, fillsIn: true }],
];

/** Opens these pages by HEAD, GET and POST, and everything of the desk that they lead to, with the cookies that it gets. */
async function scan(desk: Desk, paths: readonly string[], { isBrowser, fillsIn }: Scanner, jar = new CookieJar()) {
  const seen = new Set<string>();
  const forms = new Set<string>();
  const open = [...paths];
  const ask = async (path: string, init: RequestInit = {}) => {
    const headers = { ...(init.headers as Record<string, string>), ...(jar.header && { cookie: jar.header }) };
    const response = await desk.request(`${deskUrl}${path}`, { ...init, headers });
    jar.take(response);
    return response;
  };
  const form = (body: string): RequestInit => ({
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(isBrowser && { 'sec-fetch-site': 'same-origin', origin: deskUrl }),
    },
    body,
  });
  for (let path = open.shift(); path !== undefined; path = open.shift()) {
    if (seen.has(path)) continue;
    seen.add(path);
    for (const method of ['HEAD', 'OPTIONS', 'PUT', 'DELETE']) await ask(path, { method });
    if (!isBrowser) await ask(path, form(''));
    const answer = await ask(path);
    const page = await answer.text();
    const found = [
      ...[...page.matchAll(/href="([^"#]+)"/g)].map(([, href = '']) => href),
      answer.headers.get('location') ?? '',
    ];
    open.push(...found.filter((href) => href.startsWith('/') && !href.startsWith('//')));
    for (const fields of formsIn(page, path, fillsIn)) {
      forms.add(fields.action);
      const sent = await ask(fields.action, form(fields.body));
      const next = sent.headers.get('location');
      if (next?.startsWith('/')) open.push(next);
    }
  }
  return { seen, forms, jar };
}

/** Every form of a page, filled in with each choice or sent as it is. */
function formsIn(page: string, path: string, fillsIn: boolean): { action: string; body: string }[] {
  return [...page.matchAll(/<form[^>]*action="([^"]*)"[^>]*>(.*?)<\/form>/gs)].flatMap(
    ([, target = '', inner = '']) => {
      const action = target.startsWith('#') ? path : target;
      const inputs = [...inner.matchAll(/<input type="(\w+)" name="(\w+)" value="([^"]*)"([^>]*)>/g)];
      const choices = fillsIn ? inputs.filter(([, type]) => type === 'radio').map(([, , , value = '']) => value) : [''];
      return (choices.length > 0 ? choices : ['']).map((choice) => {
        const body = new URLSearchParams(fillsIn ? { reason: 'looks good' } : { reason: '' });
        for (const [, type, name = '', value = '', rest = ''] of inputs) {
          if (type === 'radio' ? choice === value : type === 'hidden' || fillsIn || rest.includes('checked'))
            body.set(name, value);
        }
        return { action, body: inner.includes('name="nonce"') ? body.toString() : '' };
      });
    },
  );
}

/** The pages of signing in that a link leads to, and those that a program could guess or find in a history. */
const pagesOf = (link: string, state = 'x') => [
  '/',
  link,
  link.replace('/a/', '/sign-in/'),
  '/signed-in',
  `/signed-in?code=code-1-secret&state=${state}`,
  `/signed-in?error=access_denied&state=${state}`,
  '/sign-out',
  '/signed-out',
  '/decisions',
];

const gates: [string, JsonObject][] = [
  ['that counts links', { reviewers: [ana, ben] }],
  [
    'with rules, of which one asks for sign-in',
    {
      rules: [
        { name: 'qa', from: [ana] },
        { name: 'security', from: [ben], assurance: 'sign-in' },
      ],
    },
  ],
  ['that asks for sign-in', { reviewers: [ana], assurance: 'sign-in' }],
  ['for a group of the provider', { rules: [{ name: 'security', from: ['group:sec-team'] }] }],
  ['that asks for a fresh sign-in', { reviewers: [ana], assurance: 'sign-in', signInMaxAgeMinutes: 5 }],
  ['for AWS identities', { assurance: 'iam' }],
];

describe.each(gates)('the pages of a gate %s', (_gate, hookDetails) => {
  test.each(scanners)('decide nothing for %s', async (_scanner, how) => {
    const setup = await signInSetup(hookDetails);
    const before = setup.store.contents();
    const [who = 'link holder'] = setup.request().reviewers;

    const { seen, jar } = await scan(setup.desk, pagesOf(setup.link(who)), how);

    expect(seen.size).toBeGreaterThanOrEqual(9);
    expect(setup.store.contents()).toEqual(before);
    expect(setup.request()).toMatchObject({ status: 'PENDING', votes: [] });
    expect(jar.names).not.toContain(sessionCookie);
  });

  test('decide nothing if a browser loads them ahead with the cookies of somebody who has signed in', async () => {
    const setup = await signInSetup(hookDetails);
    const [who = 'link holder'] = setup.request().reviewers;
    const anas = setup.browser();
    await anas.signIn(setup.link(who), account);
    const before = setup.store.contents();

    for (const path of pagesOf(setup.link(who))) {
      for (const method of ['GET', 'HEAD']) await anas.ask(path, { method });
    }

    expect(setup.store.contents()).toEqual(before);
    expect(anas.jar.names).toContain(sessionCookie);
    expect(wordsOn(await anas.get(setup.link(who)))).toContain('Signed in as');
  });
});

describe('a link that was posted in a chat', () => {
  const hookDetails = { reviewers: [ana], assurance: 'sign-in', title: 'Secret launch' };

  test('decides and shows nothing, even to a browser that fills in everything', async () => {
    const setup = await signInSetup(hookDetails);
    const before = setup.store.contents();

    const { forms } = await scan(setup.desk, pagesOf(setup.link(ana)), { isBrowser: true, fillsIn: true });

    expect(setup.store.contents()).toEqual(before);
    expect([...forms]).toEqual([]);
    expect(await (await setup.desk.request(setup.link(ana))).text()).not.toMatch(/Secret launch|my-service/);
  });

  test('completes no sign-in without the browser that began it, nor twice', async () => {
    const setup = await signInSetup(hookDetails);
    const anas = setup.browser();
    const begun = await anas.ask(setup.link(ana).replace('/a/', '/sign-in/'));
    const query = setup.provider.signIn(begun.headers.get('location') ?? '', account);

    const scanned = await scan(setup.desk, [`/signed-in${query}`], { isBrowser: true, fillsIn: true });
    await anas.ask(`/signed-in${query}`);
    const replayed = await anas.ask(`/signed-in${query}`);

    expect(scanned.jar.names).toEqual([]);
    expect(anas.jar.names).toEqual([sessionCookie]);
    expect(replayed.status).toBe(400);
    expect(setup.request().votes).toEqual([]);
  });

  test('is followed before its request exists and after it is decided, and nothing happens', async () => {
    const setup = await signInSetup(hookDetails);
    const later = setup.link(ana, { key: key.replace('.json', '.other.json') });
    const anas = setup.browser();
    await anas.signIn(setup.link(ana), account);
    await anas.decide(setup.link(ana));
    const before = setup.store.contents();

    for (const [, how] of scanners) await scan(setup.desk, [...pagesOf(later), ...pagesOf(setup.link(ana))], how);

    expect(setup.store.contents()).toEqual(before);
  });
});

test('only a program that fills in the form like a person decides, and only with a link that decides', async () => {
  const setup = await signInSetup({ reviewers: [ana] });

  const { forms } = await scan(setup.desk, [setup.link(ana)], { isBrowser: true, fillsIn: true });

  expect([...forms]).toEqual([setup.link(ana)]);
  expect(setup.request().votes).toHaveLength(1);
});

test('nobody else can sign somebody out', async () => {
  const { browser, link } = await signInSetup();
  const anas = browser();
  await anas.signIn(link(ana), account);

  for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }]) {
    const form = { 'content-type': 'application/x-www-form-urlencoded', ...headers };
    expect((await anas.ask('/sign-out', { method: 'POST', headers: form })).status).toBe(403);
  }

  expect(anas.jar.names).toEqual([sessionCookie]);
});

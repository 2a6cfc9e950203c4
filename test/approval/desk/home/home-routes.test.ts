import { describe, expect, test } from 'vitest';
import { attemptCookie } from '../../../../src/approval/sign-in/cookies.ts';
import { ProviderError } from '../../../../src/approval/sign-in/provider-error.ts';
import { subject, wordsOn } from '../../../helpers/approval.ts';
import { htmlFaults } from '../../../helpers/html-faults.ts';
import { ana, homeSetup } from './home-setup.ts';

const asAna = { mail: ana };
const pageOfShop = `/deployments/my-cluster/shop/${subject.deploymentId}`;

describe('who may see what the desk has', () => {
  test.each([
    ['/', asAna, 200, 'the desk showed what is open', 'GET /'],
    ['/open', asAna, 200, 'the desk showed all that is open', 'GET /open'],
    ['/open?after=x', asAna, 400, 'the desk refused an invalid list position', 'GET /open'],
    ['/decided?before=x', asAna, 400, 'the desk refused an invalid list position', 'GET /decided'],
    [`/?service=${'x'.repeat(256)}`, asAna, 400, 'the desk refused an invalid service name', 'GET /'],
    ['/decided', asAna, 200, 'the desk showed what was decided', 'GET /decided'],
    [pageOfShop, asAna, 200, 'the desk showed a deployment', 'GET /deployments'],
    ['/deployments/a/b/c', asAna, 404, 'the desk was asked for an unknown page', 'GET /deployments'],
    ['/', undefined, 200, 'the desk offered to sign in', 'GET /'],
    ['/', { sub: 'x' }, 403, 'the desk refused an account that it does not recognize', 'GET /'],
  ] as const)('is logged: %s for %j', async (path, person, status, message, route) => {
    const { open, get, logger } = homeSetup();
    await open({ service: 'shop' });

    expect((await get(path, person)).status).toBe(status);

    const account = person && 'mail' in person ? ana : expect.stringContaining('x');
    expect(logger.lines).toEqual([
      { level: 'info', message, attributes: { route, status, ...(person && { signedIn: account }) } },
    ]);
  });

  test('is never listed without a bound', async () => {
    const { open, get, asked } = homeSetup();
    await open({ service: 'shop' });
    for (const path of ['/', '/open', '/decided', pageOfShop]) await get(path, asAna);

    expect(Math.max(...asked)).toBe(10_000);
    // Where the ledger is needs one key only.
    expect(asked.filter((most) => most === 1)).toHaveLength(6);
    expect(asked).toContain(40);
  });

  test('somebody whose account is not recognized can choose another', async () => {
    const { page } = await homeSetup().get('/', { sub: 'x' });

    expect(page).toContain('href="/sign-in"');
    expect(wordsOn(page)).toContain('Sign in with another account');
  });
});

describe('what a reader asks for', () => {
  test.each([
    '/deployments/my%20cluster/b/c',
    '/deployments/a/b.c/d',
    '/deployments/a/b/c%2Fd',
    '/deployments/a/b/c%20',
  ])('is not read for a name that ECS has for nothing: %s', async (path) => {
    const { get, counted } = homeSetup();

    expect((await get(path, asAna)).status).toBe(404);
    expect(counted).toEqual({ lists: 0, reads: 0 });
  });

  test('is found without the blanks around it, among what is open and what was decided', async () => {
    const { open, decide, get } = homeSetup();
    for (const service of ['shop-api', 'orders']) {
      await open({ service });
      await decide(await open({ service, deploymentId: 'E2' }));
    }

    const { page } = await get('/?service=%20shop-a%20', asAna);

    expect(page.match(/\/deployments\/[^"]+/g)).toEqual([
      `/deployments/my-cluster/shop-api/${subject.deploymentId}`,
      '/deployments/my-cluster/shop-api/E2',
    ]);
  });

  test.each([
    ['', 'href="/"', 'Requests'],
    ['open', 'href="/open"', 'All open requests'],
    ['decided', 'href="/decided"', 'All decided requests'],
  ])('is refused in /%s if no service has a name that long, and nothing is read', async (list, start, label) => {
    const { desk, open, decide, get, counted, cookieOf } = homeSetup();
    await decide(await open({ service: 'shop' }));

    const longest = await get(`/${list}?service=${'x'.repeat(255)}`, asAna);
    expect(longest.status).toBe(200);
    expect(longest.page).not.toContain('/shop/');
    Object.assign(counted, { lists: 0, reads: 0 });
    const tooLong = `/${list}?service=${'x'.repeat(256)}`;
    const { status, page } = await get(tooLong, asAna);

    expect(status).toBe(400);
    expect(wordsOn(page)).toContain(`That is too long A service’s name has at most 255 characters. ${label}`);
    expect(page).toContain(start);
    expect(counted).toEqual({ lists: 0, reads: 0 });
    expect(await htmlFaults(page)).toEqual([]);
    const german = await desk.request(tooLong, { headers: { ...cookieOf(asAna), 'accept-language': 'de' } });
    expect(wordsOn(await german.text())).toContain('Der Name eines Service hat höchstens 255 Zeichen.');
  });

  test('is everything if it is empty', async () => {
    const { open, decide, get } = homeSetup();
    await decide(await open({ service: 'shop' }));

    expect((await get('/decided?service=', asAna)).page).toContain('/shop/');
  });

  test.each([
    'x',
    '2026',
    '9',
    '2026-11-22~x',
    'x2026-11-22~',
    '../open/',
    '2026-11-22/140000-APPROVED',
    '2026-11-22/140000-APPROVED/my-cluster/<script>/E1/PRE_SCALE_UP.json',
    '2026-11-22/990000-APPROVED/my-cluster/shop/E1/PRE_SCALE_UP.json',
  ])('is refused from a position that the list of decided requests cannot have: %j', async (before) => {
    const { open, decide, get, counted } = homeSetup();
    await decide(await open({ service: 'shop' }));
    Object.assign(counted, { lists: 0, reads: 0 });

    const { status, page } = await get(`/decided?service=shop&before=${encodeURIComponent(before)}`, asAna);

    expect(status).toBe(400);
    expect(wordsOn(page)).toMatch(/This link is incomplete or changed.*All decided requests/);
    expect(page).toContain('href="/decided?service=shop"');
    expect(page).not.toContain('<script>/');
    expect(counted).toEqual({ lists: 0, reads: 0 });
  });

  test.each([
    ['/decided', 'before=2025~', '/decided?service=shop', 'All decided requests'],
    ['/open', 'after=9/x/c/s/E1/PRE_SCALE_UP.json', '/open?service=shop', 'All open requests'],
  ])('leads back from behind the end of %s to its beginning', async (list, position, start, label) => {
    const { open, get } = homeSetup();
    await open({ service: 'shop' });

    const { status, page } = await get(`${list}?service=shop&${position}`, asAna);

    expect(status).toBe(200);
    expect(page).toContain(`<a href="${start}">${label}</a>`);
    expect((await get(start, asAna)).page).not.toContain(`>${label}<`);
  });

  test('of a deployment is there although nothing was decided yet', async () => {
    const { open, get } = homeSetup();
    await open({ service: 'shop' });

    expect((await get(pageOfShop, asAna)).status).toBe(200);
    expect((await homeSetup().get(pageOfShop, asAna)).status).toBe(404);
  });
});

test.each(['/', pageOfShop])(
  'a request that cannot be read is not mistaken for one that is not there: %s',
  async (path) => {
    const { open, get, fault } = homeSetup();
    await open({ service: 'shop' });
    fault.isOn = true;

    expect((await get(path, asAna)).status).toBe(503);
  },
);

describe('signing in from the first page', () => {
  test('sets a cookie, and removes those of attempts that were given up', async () => {
    const { desk, logger } = homeSetup();
    const cookie = Array.from({ length: 12 }, (_, each) => `${attemptCookie(`state-${each}`)}=x`).join('; ');

    const answer = await desk.request('/sign-in', { headers: { cookie } });

    expect(answer.status).toBe(303);
    expect(answer.headers.getSetCookie().length).toBeGreaterThan(1);
    expect(logger.lines).toEqual([
      {
        level: 'info',
        message: 'the desk sent somebody to sign in',
        attributes: { route: 'GET /sign-in', status: 303 },
      },
    ]);
  });

  test('is not possible while the provider does not answer', async () => {
    const { desk, provider } = homeSetup();
    provider.fail(new ProviderError('PROVIDER_UNREACHABLE', 'no answer'));

    const answer = await desk.request('/sign-in');

    expect(answer.status).toBe(503);
    expect(wordsOn(await answer.text())).toContain('The desk cannot reach its ledger right now');
  });
});

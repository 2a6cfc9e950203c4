import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Provider } from 'oidc-provider';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { createDesk } from '../../../src/approval/desk/create-desk.ts';
import { linkReader } from '../../../src/approval/link/stored-links.ts';
import { createLedger } from '../../../src/approval/request/ledger.ts';
import { openidProvider } from '../../../src/approval/sign-in/openid-provider.ts';
import { createSignIn } from '../../../src/approval/sign-in/sign-in.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { serve } from '../../../src/sandbox/servers/serve.ts';
import { createReports } from '../../../src/storage/reports.ts';
import { countedIds, key, linkTo, neverAborted, newRequest, signingKeys, wordsOn } from '../../helpers/approval.ts';
import { sharedBrowser } from '../../helpers/browser.ts';
import { recordingLogger } from '../../helpers/hook.ts';
import { memoryStore } from '../../helpers/memory-store.ts';
import { axeFaults, overflowAt } from '../../helpers/page-faults.ts';

const browser = await sharedBrowser();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const [ana, ben] = ['ana@example.com', 'ben@example.com'];

describe.skipIf(browser === undefined)('a reviewer in a browser, at a real OpenID provider', () => {
  test('signs in, decides as themselves with the link of somebody else, and signs out', async () => {
    const { page, open, ledger, lines } = await setup();

    await open(linkTo(ana, { expiresAt: inAnHour() }));
    expect(await page.title()).toContain('Sign in to decide');
    expect(await axeFaults(page)).toEqual([]);
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signInAs(page, ben);

    expect(new URL(page.url()).pathname).toMatch(/^\/a\//);
    expect(wordsOn(await page.content())).toContain(`Signed in as ${ben}`);
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowAt(page)).toBe(0);
    await page.getByRole('radio', { name: 'Approve' }).check();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Record my decision' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Your approval is recorded');
    const stored = await ledger.read(key, neverAborted);
    expect(stored?.request.votes).toMatchObject([{ by: ben, via: 'sign-in', identity: { sub: ben } }]);

    const cookies = await page.context().cookies();
    const own = cookies.filter(({ name }) => name.startsWith('__Host-greenlight'));
    expect(own).toMatchObject([{ httpOnly: true, secure: true, sameSite: 'Lax', path: '/' }]);
    await page.getByRole('button', { name: 'Sign out' }).click();
    expect(wordsOn(await page.content())).toContain('You are signed out of the desk');
    expect(await page.getByRole('link', { name: 'Sign out there, too' }).count()).toBe(1);
    await open(linkTo(ana, { expiresAt: inAnHour() }));
    expect(await page.title()).toContain('Sign in to decide');
    expect(lines()).not.toMatch(/code=|v1\.k1/);
  });

  test('decides as a member of a group, with a fresh sign-in', async () => {
    const rules = [{ name: 'security', from: ['group:sec-team'], approvals: 1 }];
    const { page, open, ledger } = await setup({ rules, signInMaxAgeMinutes: 5 });

    await open(linkTo('link holder', { expiresAt: inAnHour() }));
    await page.getByRole('link', { name: 'Sign in' }).click();
    expect(new URL(page.url()).pathname).toMatch(/^\/interaction\//);
    await signInAs(page, ben);
    await page.getByRole('radio', { name: 'Approve' }).check();
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Record my decision' }).click();

    expect(await page.getByRole('status').textContent()).toContain('Your approval is recorded');
    const [vote] = (await ledger.read(key, neverAborted))?.request.votes ?? [];
    expect(vote).toMatchObject({ by: ben, identity: { sub: ben, groups: ['sec-team'] } });
    expect(Date.parse(String(vote?.identity?.['authenticatedAt']))).toBeLessThanOrEqual(Date.parse(vote?.at ?? ''));
  });

  test('comes back to a page that says so if they cancel', async () => {
    const { page, open } = await setup();

    await open(linkTo(ana, { expiresAt: inAnHour() }));
    await page.getByRole('link', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: /cancel/i }).click();

    expect(await page.title()).toContain('You are not signed in');
    expect(await page.context().cookies()).not.toContainEqual(
      expect.objectContaining({ name: expect.stringContaining('__Host-greenlight') }),
    );
  });
});

/** A desk and a provider, each on its own port, with a request that asks for sign-in. */
async function setup(asked: JsonObject = { assurance: 'sign-in' }) {
  const logger = recordingLogger();
  const store = memoryStore(systemClock);
  const ledger = createLedger(store);
  const now = new Date();
  const reviewers = asked['rules'] ? [] : [ana, ben];
  const request = newRequest({ now, deadline: inAnHour(), reviewers, asked });
  await ledger.create(key, request, neverAborted);

  const deskServer = await listen();
  const providerServer = await listen();
  const deskUrl = deskServer.url.replace('127.0.0.1', 'localhost');
  const issuer = providerServer.url;
  providerServer.answer(realProvider(issuer, deskUrl).callback());
  const provider = openidProvider({
    ...{ issuer, clientId: 'desk', clientSecret: async () => 'secret', wantsMail: true, groupsClaim: 'groups' },
    clock: systemClock,
  });
  const settings = { issuer, mailDomains: ['example.com'], groupsClaim: 'groups' };
  const signIn = createSignIn({ provider, settings, signingKeys: async () => signingKeys, deskUrl });
  const desk = createDesk({
    ...{ ledger, logger, deskUrl, clock: systemClock, newId: countedIds() },
    reports: createReports(store),
    readLink: linkReader(store),
    signingKeys: async () => signingKeys,
    signIn: async () => signIn,
  });
  deskServer.answer(getRequestListener(desk.fetch));

  const context = await browser?.newContext({ viewport: { width: 320, height: 640 } });
  if (!context) throw new Error('no browser');
  undoing.push(() => context.close());
  const page = await context.newPage();
  return {
    ...{ page, ledger },
    open: (path: string) => page.goto(`${deskUrl}${path}`),
    lines: () => JSON.stringify(logger.lines),
  };
}

function realProvider(issuer: string, deskUrl: string): Provider {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'desk',
        client_secret: 'secret',
        redirect_uris: [`${deskUrl}/signed-in`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    cookies: { keys: ['a key of this test'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), use: 'sig', alg: 'RS256', kid: 'k' }] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], groups: ['groups'] },
    pkce: { required: () => true },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, email: sub, email_verified: true, groups: ['all', 'sec-team'] }),
    }),
  });
}

async function listen() {
  let answer: Parameters<typeof createServer>[1];
  const { url, stop } = await serve(
    createServer((request, response) => answer?.(request, response)),
    { port: 0 },
  );
  undoing.push(stop);
  return {
    url,
    answer(next: NonNullable<typeof answer>) {
      answer = next;
    },
  };
}

async function signInAs(page: Page, who: string): Promise<void> {
  await page.locator('input[name="login"]').fill(who);
  await page.locator('input[name="password"]').fill('any');
  await page.getByRole('button', { name: /sign-in/i }).click();
  await page.getByRole('button', { name: /continue/i }).click();
  await page.waitForURL(/\/a\//);
}

function inAnHour(): Date {
  return new Date(Date.now() + 3_600_000);
}

import { readFileSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openidProvider } from '../../../src/approval/sign-in/openid-provider.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { localClient, startLocalProvider } from '../../../src/sandbox/sign-in/local-provider.ts';
import { playBrowser } from '../../../src/sandbox/story/play-browser.ts';
import { configurationFor } from '../../../src/sandbox/view/strategies.ts';
import { htmlFaults } from '../../helpers/html-faults.ts';

const deskUrl = 'http://127.0.0.1:9';
const people = ['ana@shop.example', 'ben+qa@shop.example'];
const verifier = 'v'.repeat(43);

/** A browser that has been sent to the provider. It cannot follow the way back, because there is no desk. */
async function begin() {
  const { issuer, stop } = await startLocalProvider(deskUrl, people);
  onTestFinished(stop);
  const { id: clientId, secret } = localClient;
  const parts = { issuer, clientId, clientSecret: async () => secret, clock: systemClock, wantsMail: true };
  const provider = openidProvider(parts);
  const attempt = { state: 'state-1', nonce: 'nonce-1', verifier };
  const browser = playBrowser();
  const { page } = await browser.open(await provider.startUrl({ ...attempt, redirectUri: `${deskUrl}/signed-in` }));
  const choose = async (label: string) => {
    const forms = [...page.matchAll(/action="([^"]+)"[^>]*><button[^>]*>([^<]+)/g)];
    const action = forms.find(([, , words]) => words === label)?.[1] ?? '/no-such-button';
    return browser.open(new URL(action, issuer).href, { method: 'POST' }).catch((error: Error) => String(error.cause));
  };
  return { provider, attempt, browser, page, choose };
}

describe('the provider of the sandbox', () => {
  test('offers everybody by name, on a valid page', async () => {
    const { page } = await begin();

    expect(await htmlFaults(page)).toEqual([]);
    for (const person of people) expect(page).toContain(`>${person}</button>`);
  });

  test('sends the person who was chosen back to the desk', async () => {
    const { choose, browser, provider, attempt } = await begin();

    await choose('ben+qa@shop.example');

    const callback = new URL(browser.lastUrl());
    expect(callback.href).toMatch(/^http:\/\/127\.0\.0\.1:9\/signed-in\?code=/);
    expect(await provider.claimsFor({ ...attempt, callback })).toMatchObject({
      sub: 'ben+qa@shop.example',
      email: 'ben+qa@shop.example',
      email_verified: true,
    });
  });

  test('sends somebody back who cancels', async () => {
    const { choose, browser } = await begin();

    await choose('Cancel');

    expect(new URL(browser.lastUrl()).searchParams.get('error')).toBe('access_denied');
  });
});

test('a deployment that asks for sign-in is refused if nobody can sign in', () => {
  const attachment = { bakeTimeInMinutes: 1, deploymentConfiguration: { lifecycleHooks: [] } };
  const choice = { strategy: 'BLUE_GREEN', pauses: false, asksForSignIn: true } as const;

  expect(() => configurationFor(choice, attachment)).toThrow('run npm install oidc-provider');
  expect(() => configurationFor({ ...choice, asksByPause: true }, attachment)).toThrow('not at a pause');
});

test('nothing but the sandbox knows the package of the provider, and it is loaded only when it is used', async () => {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const found: string[] = [];
  for await (const path of glob('src/**/*.ts', { cwd: root })) {
    const lines = readFileSync(`${root}${path}`, 'utf8').split('\n');
    found.push(...lines.filter((line) => /from 'oidc-provider'/.test(line)).map((line) => `${path}: ${line}`));
  }

  expect(found.filter((line) => !line.startsWith('src/sandbox/sign-in/'))).toEqual([]);
  expect(found.filter((line) => !line.includes('import type'))).toEqual([]);
  const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { dependencies: object };
  expect(Object.keys(dependencies)).not.toContain('oidc-provider');
});

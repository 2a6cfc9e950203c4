import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../../../../src/sandbox/servers/serve.ts';
import { cleanPage, sharedBrowser } from '../../../helpers/browser.ts';
import { allWidths, faultsAtAllLooks } from '../../../helpers/page-faults.ts';
import { deploymentPage, homeDesk } from './home-desk.ts';

const browser = await sharedBrowser();
const shared = await browser?.newContext();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const looks = allWidths.flatMap((width) => (['light', 'dark'] as const).map((scheme) => ({ width, scheme })));

describe.skipIf(browser === undefined)('the first page at every width, in both schemes', () => {
  test.each(['/', '/open', '/decided', deploymentPage, '/help'])(
    'has no fault that axe finds, and fits: %s',
    async (path) => {
      const page = await open(path);

      expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
      expect(await faultsAtAllLooks(page)).toEqual([]);
    },
  );

  test('has one filled button in view, and can be searched with the keyboard', async () => {
    const page = await open('/');
    const first = page.url();

    for (const { width, scheme } of looks) {
      await page.goto(first);
      await page.setViewportSize({ width, height: 720 });
      await page.emulateMedia({ colorScheme: scheme });
      expect(await page.locator('.primary').count()).toBe(1);
      expect(await page.locator('.primary').isVisible()).toBe(true);

      await page.getByRole('textbox').fill('orders');
      await page.keyboard.press('Enter');
      await page.waitForURL(/service=orders/);

      expect(await page.getByRole('link', { name: 'orders' }).count()).toBe(1);
      expect(await page.getByRole('link', { name: 'cart' }).count()).toBe(0);
    }
  });
});

describe.skipIf(browser === undefined)('the first page, left open', () => {
  test('shows within a minute what was decided, of the service that was searched for', async () => {
    const { page, home } = await openHome('/?service=checkout', { isTimed: true });
    await page.getByRole('link', { name: 'Review' }).waitFor();
    await home.decide('checkout-web');
    const asked = requestsOf(page);

    await page.clock.runFor(50_000);
    expect(asked).toEqual([]);
    await page.clock.runFor(10_000);
    await page.getByRole('link', { name: 'Review' }).waitFor({ state: 'detached' });

    expect(asked).toEqual(['/?service=checkout']);
    expect(await page.locator('#news').textContent()).toMatch(/^This page was updated at \d\d:\d\d UTC\.$/);
    expect(await page.getByRole('textbox').inputValue()).toBe('checkout');
  });

  test('waits while somebody types, and keeps what was typed', async () => {
    const { page, home } = await openHome('/', { isTimed: true });
    const asked = requestsOf(page);
    await page.getByRole('textbox').fill('pay');
    await home.decide('checkout-web');

    await page.clock.runFor(180_000);
    expect(asked).toEqual([]);
    await page.getByRole('link', { name: 'All decided requests' }).focus();
    await page.clock.runFor(10_000);
    await expect.poll(() => page.locator('#news').textContent()).not.toBe('');

    expect(await page.getByRole('textbox').inputValue()).toBe('pay');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('/decided');
  });

  test('counts down in every row, and leaves everything else alone', async () => {
    const { page, home } = await openHome('/', { isTimed: true });
    const left = page.locator('.found .time').first();
    const before = await left.textContent();
    home.clock.step(600);

    await page.clock.runFor(60_000);
    await expect.poll(() => left.textContent()).not.toBe(before);

    expect(await page.locator('#news').textContent()).toBe('');
  });
});

/** What the page asks the desk for from now on. */
function requestsOf(page: Page): string[] {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, search } = new URL(request.url());
    asked.push(`${pathname}${search}`);
  });
  return asked;
}

/** As Ana, who has signed in. */
async function open(path: string) {
  return (await openHome(path)).page;
}

/** @param options - `isTimed`: the clock of the page moves only as a test says. Default: no */
async function openHome(path: string, { isTimed = false } = {}) {
  const home = await homeDesk();
  const { desk, cookie } = home;
  const server = await serve(createServer(getRequestListener(desk.fetch)), { port: 0 });
  undoing.push(() => server.stop());
  const context = isTimed ? await browser?.newContext({ viewport: { width: 1280, height: 720 } }) : shared;
  if (!context) throw new Error('no browser');
  const page = isTimed ? await context.newPage() : await cleanPage(context);
  // The browser would not send a cookie for TLS only over plain HTTP.
  await page.setExtraHTTPHeaders({ cookie });
  if (isTimed) {
    undoing.push(() => context.close());
    await page.clock.install();
    await page.clock.pauseAt(Date.now() + 1000);
  }
  await page.goto(`${server.url}${path}`);
  return { page, home };
}

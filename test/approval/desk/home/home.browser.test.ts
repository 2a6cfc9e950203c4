import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { serve } from '../../../../src/sandbox/servers/serve.ts';
import { launchBrowser } from '../../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../../helpers/page-faults.ts';
import { deploymentPage, homeDesk } from './home-desk.ts';

const browser = await launchBrowser();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});
afterAll(() => browser?.close());

const looks = [320, 768, 1280, 1920].flatMap((width) =>
  (['light', 'dark'] as const).map((scheme) => ({ width, scheme })),
);

describe.skipIf(browser === undefined).each(looks)('the first page at $width px, $scheme', ({ width, scheme }) => {
  test.each(['/', '/decided', deploymentPage, '/help'])('has no fault that axe finds, and fits: %s', async (path) => {
    const page = await open(path, { width, scheme });

    expect(await page.getByRole('heading', { level: 1 }).count()).toBe(1);
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowAt(page)).toBe(0);
  });

  test('has one filled button in view', async () => {
    const page = await open('/', { width, scheme });

    expect(await page.locator('.primary').count()).toBe(1);
    expect(await page.locator('.primary').isVisible()).toBe(true);
  });

  test('can be searched with the keyboard', async () => {
    const page = await open('/', { width, scheme });

    await page.getByRole('textbox').fill('orders');
    await page.keyboard.press('Enter');
    await page.waitForURL(/service=orders/);

    expect(await page.getByRole('link', { name: 'orders' }).count()).toBe(1);
    expect(await page.getByRole('link', { name: 'cart' }).count()).toBe(0);
  });
});

/** As Ana, who has signed in. */
async function open(path: string, { width, scheme }: { width: number; scheme: 'light' | 'dark' }) {
  const { desk, cookie } = await homeDesk();
  const server = await serve(createServer(getRequestListener(desk.fetch)), { port: 0 });
  undoing.push(() => server.stop());
  const context = await browser?.newContext({ viewport: { width, height: 720 }, colorScheme: scheme });
  if (!context) throw new Error('no browser');
  undoing.push(() => context.close());
  // The browser would not send a cookie for TLS only over plain HTTP.
  await context.setExtraHTTPHeaders({ cookie });
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  return page;
}

import { mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';

const screenshots = fileURLToPath(new URL('../../.cache/screenshots', import.meta.url));
export const browser: Browser | undefined = await launchBrowser();

const pages = [
  'index',
  'start',
  'reference/hook-details',
  'reference/cli',
  'reference/failure-modes',
  'reference/rules',
  'reference/api/ecs-greenlight',
];

/** The tests of the built site in Chromium. @param site - the folder it is in */
export function itWorksInABrowser(site: string): void {
  let server: Server;
  let address: string;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    server = createServer((request, response) => {
      const path = new URL(request.url ?? '/', 'http://site').pathname;
      readFile(join(site, path)).then(
        (body) => response.setHeader('content-type', contentTypes[extname(path)] ?? 'text/plain').end(body),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.close();
    await browser?.close();
  });

  test.each([
    ['light', 320],
    ['dark', 1280],
  ] as const)('is accessible in the %s scheme at %i px', async (colorScheme, width) => {
    await using context = await open({ colorScheme, viewport: { width, height: 900 } });
    // One page of each kind: prose with code, tables, and lists of both. axe takes minutes over the largest.
    for (const name of ['start', 'reference/hook-details', 'security']) {
      await context.page.goto(`${address}/${name}.html`, { waitUntil: 'networkidle' });

      expect(await axeFaults(context.page), name).toEqual([]);
    }
  });

  test.each(pages)(
    'shows %s without sideways scrolling at any width, and loads nothing from other sites',
    async (name) => {
      await using context = await open();
      await context.page.goto(`${address}/${name}.html`, { waitUntil: 'networkidle' });
      for (const width of [320, 1280, 1920]) {
        await context.page.setViewportSize({ width, height: 900 });
        await context.page.screenshot({ path: join(screenshots, `docs-${name.replaceAll('/', '-')}-${width}.png`) });

        expect(await overflowAt(context.page), `${width} px`).toBe(0);
      }
      expect(context.elsewhere).toEqual([]);
    },
  );

  test('finds a page by its words, without network access', async () => {
    await using context = await open({ viewport: { width: 1280, height: 900 } });
    await context.page.goto(`${address}/index.html`, { waitUntil: 'networkidle' });
    await context.page.keyboard.press('Control+k');
    await context.page.locator('#localsearch-input').fill('errorBudget');
    const found = context.page.locator('.result', { hasText: 'hookDetails' }).first();
    await found.waitFor();
    await found.click();
    await context.page.waitForURL(/\/reference\/|\/attach/);

    expect(context.elsewhere).toEqual([]);
  });

  test('can be used by keyboard, beginning with a link past the navigation', async () => {
    await using context = await open({ viewport: { width: 1280, height: 900 } });
    await context.page.goto(`${address}/start.html`, { waitUntil: 'networkidle' });
    await context.page.keyboard.press('Tab');

    expect(await context.page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content');
  });

  async function open(options?: Parameters<Browser['newContext']>[0]): Promise<Opened> {
    const context = await (browser as Browser).newContext(options);
    const page = await context.newPage();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    return { context, page, elsewhere, [Symbol.asyncDispose]: () => context.close() };
  }
}

type Opened = AsyncDisposable & { context: BrowserContext; page: Page; elsewhere: string[] };

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

import { globSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchBrowser } from '../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../helpers/page-faults.ts';
import { type ServedSite, serveSite } from './serve-site.ts';

const screenshots = fileURLToPath(new URL('../../../.cache/screenshots', import.meta.url));
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
  let served: ServedSite;
  let address: string;
  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    served = await serveSite(site);
    address = served.url;
  });
  afterAll(async () => {
    served?.stop();
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

  test.each(pages)('shows %s and loads nothing from other sites', async (name) => {
    await using context = await open();
    await context.page.goto(`${address}/${name}.html`, { waitUntil: 'networkidle' });
    for (const width of [320, 1280]) {
      await context.page.setViewportSize({ width, height: 900 });
      await context.page.screenshot({ path: join(screenshots, `docs-${name.replaceAll('/', '-')}-${width}.png`) });

      expect(await overflowAt(context.page), `${width} px`).toBe(0);
    }
    expect(context.elsewhere).toEqual([]);
  });

  test('hides nothing on any page at any width: tables and code wrap, and only what a terminal prints may scroll', async () => {
    // The pages are complete without their script, and ten times faster to lay out.
    await using context = await open({ javaScriptEnabled: false });
    const hidden: string[] = [];
    for (const name of globSync('**/*.html', { cwd: site })) {
      await context.page.goto(`${address}/${name}`);
      for (const width of [320, 768, 1280, 1920]) {
        // Low, because nothing is looked at: painting takes three times as long as the layout, which is the same.
        await context.page.setViewportSize({ width, height: 100 });
        const faults = (await context.page.evaluate(findHidden)) as string[];
        hidden.push(...faults.map((fault) => `${name} at ${width} px: ${fault}`));
      }
    }

    expect(hidden).toEqual([]);
  }, 600_000);

  test('finds a page by its words, without network access', async () => {
    await using context = await open({ viewport: { width: 1280, height: 900 } });
    await context.page.goto(`${address}/index.html`, { waitUntil: 'networkidle' });
    // Before that, nobody would hear the key.
    await context.page.waitForFunction(`document.querySelector('#app').__vue_app__ !== undefined`);
    await context.page.keyboard.press('Control+k');
    await context.page.locator('#localsearch-input').fill('errorBudget');
    const found = context.page.locator('.result', { hasText: 'hookDetails' }).first();
    await found.waitFor();
    await found.click();
    await context.page.waitForURL(/\/reference\/|\/attach/);
    // A flag and a key have headings of their own.
    for (const name of ['greenlight simulate --replay', 'approval: deadlineMinutes']) {
      await context.page.keyboard.press('Control+k');
      await context.page.locator('#localsearch-input').fill(name);
      await context.page.locator('.result', { hasText: name }).first().waitFor();
      await context.page.keyboard.press('Escape');
    }

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

/** What of a page is wider than the place it has, in the page itself. */
const findHidden = `[
  ...document.querySelectorAll('html, .vp-doc .wide, .vp-doc pre'),
].filter((element) => {
  const isWider = element.scrollWidth > element.clientWidth + 1;
  return isWider && !(element.closest('.language-text') && ['auto', 'scroll'].includes(getComputedStyle(element).overflowX));
}).map((element) => element.tagName + ' ' + element.textContent.trim().slice(0, 60))`;

type Opened = AsyncDisposable & { context: BrowserContext; page: Page; elsewhere: string[] };

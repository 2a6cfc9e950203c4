import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cleanPage } from '../../helpers/browser.ts';
import { differencesOf, nameOfPicture, widths } from '../../visual/pictures.ts';
import { pinnedContext, sharedPinned } from '../../visual/pinned-browser.ts';
import { type ServedSite, serveSite } from './serve-site.ts';

const browser: Browser | undefined = await sharedPinned();

/**
 * One page of each kind. The changelog, the contributor's page, examples and migrations are of the kind of a guide; their text changes too often for a picture.
 * What all pages have in common is examined on each (`site-in-browser.ts`).
 */
const pages: readonly [kind: string, path: string][] = [
  ['the first page', 'index'],
  ['the index of a section', 'migrate/index'],
  ['a guide', 'guides/linear-and-canary'],
  ['a check', 'guides/target-health'],
  ['the tutorial', 'guides/tutorial'],
  ['diagrams', 'architecture'],
  ['cards for messages', 'troubleshooting'],
  ['a generated table', 'reference/rules'],
  ['keys', 'reference/hook-details'],
  ['commands', 'reference/cli'],
  ['types and functions', 'reference/api/ecs-greenlight'],
  ['a decision', 'decisions/0062-what-the-site-shows'],
  ['no such page', '404'],
];

/** Compares the site with its pictures in test/visual/references/docs. @param site - the folder it is in */
export function looksAsItDid(site: string): void {
  describe.skipIf(browser === undefined)('looks as it did', { timeout: 240_000 }, () => {
    let served: ServedSite;
    let context: BrowserContext;
    beforeAll(async () => {
      served = await serveSite(site);
      context = await pinnedContext(browser as Browser, 'light');
    });
    afterAll(async () => {
      await context?.close();
      served?.stop();
    });

    test.each(pages)('%s: %s', async (_kind, path) => {
      const page = await open(path);
      // The list of all pages is in one picture, so that a new page changes only that one.
      if (path !== 'index') await page.addStyleTag({ content: '.VPSidebar{visibility:hidden!important}' });

      expect(await differencesOf(page, nameOfPicture('docs', path), { height, settle: schemeIsApplied })).toEqual([]);
    });

    test('the search', async () => {
      const page = await open('index');
      await page.keyboard.press('Control+k');
      await page.locator('#localsearch-input').waitFor();

      expect(await differencesOf(page, 'docs/search', { height, settle: schemeIsApplied })).toEqual([]);
    });

    async function open(path: string): Promise<Page> {
      const page = await cleanPage(context);
      await page.goto(`${served.url}/${path}.html`, { waitUntil: 'networkidle' });
      // Each `npm run screenshots` makes other pictures of the product; their place has to stay. The switch between the schemes slides for a quarter of a second.
      await page.addStyleTag({ content: 'img{visibility:hidden}#app *{transition:none!important}' });
      await page.setViewportSize({ width: Math.max(...widths), height });
      await page.evaluate(removeBelow(height));
      return page;
    }
  });
  afterAll(() => browser?.close());
}

const height = 640;

/** What is below the widest window is below the others, too, where it would be laid out again for each picture. */
const removeBelow = (y: number) =>
  `[...document.querySelectorAll('.vp-doc > div > *')].filter((one) => one.getBoundingClientRect().top > ${y}).forEach((one) => one.remove())`;

/** A script of the page applies the scheme of the browser. */
export async function schemeIsApplied(page: Page): Promise<void> {
  await page.waitForFunction(
    "matchMedia('(prefers-color-scheme: dark)').matches === document.documentElement.classList.contains('dark')",
  );
}

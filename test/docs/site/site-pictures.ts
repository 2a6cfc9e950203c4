import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compareWithReference } from '../../visual/compare.ts';
import { launchPinned, pinnedContext } from '../../visual/pinned-browser.ts';
import { type ServedSite, serveSite } from './serve-site.ts';

const browser: Browser | undefined = await launchPinned();
const schemes = ['light', 'dark'] as const;
const widths = [320, 768, 1280, 1920];
/** One page of each kind: the first one, a guide, cards for messages, and a generated table. */
const pages = ['index', 'guides/linear-and-canary', 'troubleshooting', 'reference/rules'];

/** Compares the site with its pictures in test/visual/references/docs. @param site - the folder it is in */
export function looksAsItDid(site: string): void {
  describe.skipIf(browser === undefined).each(schemes)('looks as it did, in %s', { timeout: 120_000 }, (scheme) => {
    let served: ServedSite;
    beforeAll(async () => {
      served = await serveSite(site);
    });
    afterAll(() => served?.stop());

    test.each(pages)('%s', async (name) => {
      const context = await pinnedContext(browser as Browser, scheme);
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await page.goto(`${served.url}/${name}.html`, { waitUntil: 'networkidle' });
      await page.evaluate('document.fonts.ready');
      // Each `npm run screenshots` makes other pictures of the product; their place has to stay.
      await page.addStyleTag({ content: 'img{visibility:hidden}' });
      const differences: (string | undefined)[] = [];
      for (const width of widths) {
        await page.setViewportSize({ width, height: 640 });
        const picture = `docs/${name.replaceAll('/', '-')}-${scheme}-${width}`;
        differences.push(compareWithReference(await page.screenshot(), picture));
      }

      expect(differences.filter((one) => one !== undefined)).toEqual([]);
    });
  });
  afterAll(() => browser?.close());
}

import type { Browser } from 'playwright-core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { dashboardStates } from '../sandbox/dashboard/page-states.ts';
import { serveDashboardWith, withShops } from '../sandbox/dashboard/serve-dashboard.ts';
import { compareWithReference } from './compare.ts';
import { launchPinned, pinnedContext } from './pinned-browser.ts';

const browser = await launchPinned();
afterAll(() => browser?.close());

/** What people see most is compared at all widths, the rest on a phone and on a common screen. */
const widthsOf = (name: string) => (name === 'asking' ? [320, 768, 1280, 1920] : [320, 1280]);

describe.skipIf(browser === undefined).each(['light', 'dark'] as const)(
  'the sandbox looks as it did, in %s',
  (scheme) => {
    test.each(dashboardStates)('$name', async ({ name, data }) => {
      const served = await serveDashboardWith(data());
      onTestFinished(served.stop);
      const context = await pinnedContext(browser as Browser, scheme);
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await withShops(page);
      await page.goto(served.url);
      await page.evaluate('document.fonts.ready');

      const found: (string | undefined)[] = [];
      for (const width of widthsOf(name)) {
        await page.setViewportSize({ width, height: 900 });
        found.push(compareWithReference(await page.screenshot(), `sandbox/${name}-${scheme}-${width}`));
      }
      // What one consults is below.
      await page.setViewportSize({ width: 1280, height: 900 });
      const consult = page.locator('.consult');
      if (name === 'asking' || name === 'failed') {
        found.push(compareWithReference(await consult.screenshot(), `sandbox/${name}-${scheme}-consult`));
      }
      expect(found.filter((one) => one !== undefined)).toEqual([]);
    });
  },
);

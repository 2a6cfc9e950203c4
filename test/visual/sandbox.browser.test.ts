import type { Browser, Page } from 'playwright-core';
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
    const open = async (name: string, path = '') => {
      const state = dashboardStates.find((one) => one.name === name);
      if (state === undefined) throw new Error(`there is no state ${name}`);
      const served = await serveDashboardWith(state.data());
      onTestFinished(served.stop);
      const context = await pinnedContext(browser as Browser, scheme);
      onTestFinished(() => context.close());
      const page = await context.newPage();
      await withShops(page);
      await page.goto(`${served.url}${path}`);
      await page.evaluate('document.fonts.ready');
      return page;
    };

    test.each(dashboardStates)('$name', async ({ name }) => {
      const page = await open(name);
      const found: (string | undefined)[] = [];
      for (const width of widthsOf(name)) {
        await page.setViewportSize({ width, height: 900 });
        await shopsAreShown(page);
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

    test.each([
      ['the page of a deployment', 'rejected', '/deployments/EZe5RNVLH6PPzHXINuP28', async () => {}],
      ['what ECS says', 'idle', '/help', async () => {}],
      ['nothing', 'idle', '/nope', async () => {}],
      ['the tour', 'idle', '', (page: Page) => page.getByRole('button', { name: 'Show me (90 s)' }).click()],
      ['the options', 'idle', '', (page: Page) => page.locator('summary', { hasText: 'Options' }).click()],
      ['the past', 'moving', '', (page: Page) => page.getByRole('slider').fill('620')],
    ] as const)('%s', async (what, name, path, act) => {
      const found: (string | undefined)[] = [];
      const page = await open(name, path);
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        await page.reload();
        await page.evaluate('document.fonts.ready');
        await act(page);
        await page.evaluate('scrollTo(0, 0)');
        await shopsAreShown(page);
        const picture = await page.screenshot();
        found.push(compareWithReference(picture, `sandbox/${what.replaceAll(' ', '-')}-${scheme}-${width}`));
        await page.evaluate('sessionStorage.clear(); localStorage.clear()');
      }
      expect(found.filter((one) => one !== undefined)).toEqual([]);
    });
  },
);

/** They are loaded when they come into view. */
async function shopsAreShown(page: Page): Promise<void> {
  const shops = () =>
    Promise.all(
      page
        .frames()
        .slice(1)
        .map((frame) => frame.locator('body').innerText()),
    );
  await expect.poll(shops).not.toContain('');
}

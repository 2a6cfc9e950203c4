import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../../../src/sandbox/servers/serve.ts';
import { cleanPage, sharedBrowser } from '../../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../../helpers/page-faults.ts';
import { picturedSetup, pictureKey } from './pictured-setup.ts';

const browser = await sharedBrowser();
const context = await browser?.newContext();

const windows = [
  { width: 320, height: 640 },
  { width: 1280, height: 720 },
];
const screenshots = [
  { page: '/', green: pictureKey('1-green'), blue: pictureKey('1-blue'), percent: 0, maxPercent: 2 },
  {
    page: '/products/a-page-with-a-rather-long-path-without-a-break',
    ...{ green: pictureKey('2-green'), blue: pictureKey('2-blue'), difference: pictureKey('2-difference') },
    ...{ percent: 1.37, maxPercent: 2 },
  },
];

/** A shop in two versions, as the browser hook would see them. */
function shop(colour: string, products: readonly string[]): string {
  const items = products.map((name) => `<li style="padding:24px;background:#eef;flex:1">${name}</li>`).join('');
  return `<!doctype html><body style="margin:0;font:24px sans-serif"><header style="padding:32px;background:${colour};color:#fff">Shop</header>
<ul style="display:flex;gap:16px;padding:32px;list-style:none">${items}</ul>`;
}

describe.skipIf(browser === undefined).each(windows)(
  'pictures on the desk in a window of $width × $height',
  (viewport) => {
    const pictures = new Map<string, Uint8Array<ArrayBuffer>>();
    beforeAll(async () => {
      const [blue, green] = [shop('#1c5fb8', ['Sofa', 'Chair', 'Lamp']), shop('#17703f', ['Sofa', 'Lamp'])];
      const difference = shop('#ffffff', []).replace('Shop', '<b style="color:red">Shop</b>');
      const taken = { '1-green': blue, '1-blue': blue, '2-green': green, '2-blue': blue, '2-difference': difference };
      const page = await (browser as Browser).newPage({ viewport: { width: 1280, height: 800 } });
      for (const [name, content] of Object.entries(taken)) {
        await page.setContent(content);
        pictures.set(pictureKey(name), Buffer.from(await page.screenshot()));
      }
      await page.close();
    });

    async function open(colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
      const setup = await picturedSetup(screenshots, pictures);
      const served = await serve(createServer(getRequestListener(setup.desk.fetch)), { port: 0 });
      onTestFinished(() => served.stop());
      const page = await cleanPage(context as BrowserContext, { viewport, colorScheme });
      await page.goto(served.url + setup.link('ana@example.com'));
      return page;
    }

    test.each(['light', 'dark'] as const)('can be read by everybody, in %s', async (scheme) => {
      const page = await open(scheme);

      expect(await axeFaults(page)).toEqual([]);
      expect(await overflowAt(page)).toBe(0);
    });

    test('are loaded, in their own proportions, and only those that are unfolded', async () => {
      const page = await open();
      const shown = page.locator('.looks[open] img');
      await shown.first().scrollIntoViewIfNeeded();

      await expect.poll(() => page.evaluate('document.querySelector(".looks[open] img").naturalWidth')).toBe(1280);
      expect(await shown.count()).toBe(3);
      const box = await shown.first().boundingBox();
      expect((box?.width ?? 0) / (box?.height ?? 1)).toBeCloseTo(1.6, 1);
      expect(await page.locator('.looks:not([open])').textContent()).toContain('looks the same');
    });

    test('have green beside blue, or above it where there is no room', async () => {
      const page = await open();
      const [green, blue] = await Promise.all(
        [0, 1].map((at) => page.locator('.looks[open] img').nth(at).boundingBox()),
      );

      if (viewport.width === 320) {
        expect(green?.x).toBe(blue?.x);
        // Both are in sight at once.
        expect((blue?.y ?? 0) + (blue?.height ?? 0) - (green?.y ?? 0)).toBeLessThan(viewport.height);
      } else expect(green?.y).toBe(blue?.y);
    });

    test('open in full, as pictures', async () => {
      const page = await open();
      const opening = page.waitForEvent('popup');

      await page.locator('.looks[open] a').first().click();
      const popup = await opening;
      await popup.waitForLoadState();

      expect(new URL(popup.url()).pathname).toMatch(/^\/pictures\/.*\/POST_TEST_TRAFFIC_SHIFT\/2-green$/);
      expect(await popup.evaluate('document.contentType')).toBe('image/png');
    });
  },
);

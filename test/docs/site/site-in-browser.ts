import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sharedBrowser } from '../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../helpers/page-faults.ts';
import { layoutFaults } from './layout-faults.ts';
import { type ServedSite, serveSite } from './serve-site.ts';
import { schemeIsApplied } from './site-pictures.ts';

export const browser: Browser | undefined = await sharedBrowser();

const pages = [
  'index',
  'start',
  'security',
  'reference/hook-details',
  'reference/cli',
  'reference/failure-modes',
  'reference/rules',
  'reference/api/ecs-greenlight',
];

/** One page of each kind: prose with code, tables, and lists of both. axe takes minutes over the largest. */
const examined = ['start', 'security', 'reference/hook-details'];
const looks = [
  ['light', 320],
  ['dark', 1280],
] as const;

/** VitePress labels its search button without the key that the button shows. */
const ofTheGenerator = /^label-content-name-mismatch: <button type="button" class="DocSearch DocSearch-Button"/;

/** The tests of the built site in Chromium. @param site - the folder it is in */
export function itWorksInABrowser(site: string): void {
  let served: ServedSite;
  let address: string;
  let shared: Opened;
  beforeAll(async () => {
    served = await serveSite(site);
    address = served.url;
    shared = await open();
  });
  afterAll(async () => {
    served?.stop();
    await browser?.close();
  });

  describe.each(pages)('%s', (name) => {
    beforeAll(() => load(name));

    for (const [colorScheme, width] of examined.includes(name) ? looks : []) {
      test(`is accessible in the ${colorScheme} scheme at ${width} px`, async () => {
        await shared.page.setViewportSize({ width, height: 900 });
        await shared.page.emulateMedia({ colorScheme });
        await schemeIsApplied(shared.page);

        expect((await axeFaults(shared.page)).filter((fault) => !ofTheGenerator.test(fault))).toEqual([]);
      });
    }

    test('is shown without sideways scrolling, and loads nothing from other sites', async () => {
      await shared.page.emulateMedia({ colorScheme: 'light' });
      for (const width of [320, 1280]) {
        await shared.page.setViewportSize({ width, height: 900 });
        // What is loaded for this width has been asked for when it is drawn.
        await shared.page.evaluate('new Promise(requestAnimationFrame)');

        expect(await overflowAt(shared.page), `${width} px`).toBe(0);
      }
      expect(shared.elsewhere).toEqual([]);
    });
  });

  test('hides nothing on any page at any width: tables and code wrap, pictures load, and only what a terminal prints may scroll', async () => {
    await using context = await open();

    expect(await layoutFaults(context.page, address, globSync('**/*.html', { cwd: site }))).toEqual([]);
  }, 600_000);

  test('would notice what is cut, too wide, on top of something else, or missing', async () => {
    await using context = await open();
    const planted = [
      '<p style="margin-left:-90px">left of the window</p>',
      '<p style="width:90px;overflow:hidden;white-space:nowrap">cut off, because this is longer</p>',
      '<p style="margin-top:-90px">on top</p>',
      '<p><img src="/no-such-picture.png" alt="not loaded"></p>',
      '<p style="width:5000px">too wide</p>',
    ];
    const page = readFileSync(join(site, 'start.html'), 'utf8');
    await context.page.route('**/planted.html', (route) =>
      route.fulfill({ contentType: 'text/html', body: page.replace(/(?=<h1 )/, planted.join('')) }),
    );
    const faults = await layoutFaults(context.page, address, ['404.html', 'start.html', 'planted.html', 'index.html']);

    for (const fault of [
      'wider than its place: HTML',
      'outside of the window: P left of',
      'cut off: P cut off',
      'on top of what is before it: P on top',
      'not loaded: IMG',
    ])
      expect(faults).toContainEqual(expect.stringContaining(`at 320 px: planted.html: ${fault}`));
    expect(faults.filter((fault) => !fault.includes('planted.html'))).toEqual([]);
  });

  test('shows the product in the first window: the desk on a phone, otherwise the story, or a still for readers who want no motion', async () => {
    const shown = async (width: number, height: number, reducedMotion: 'reduce' | 'no-preference') => {
      await shared.page.setViewportSize({ width, height });
      await shared.page.emulateMedia({ reducedMotion });
      await load('index');
      return (await shared.page.evaluate(`(() => {
        const picture = document.querySelector('.vp-doc img');
        const { top, bottom } = picture.getBoundingClientRect();
        return [picture.currentSrc.split('/').at(-1).split('.')[0], Math.round(Math.min(bottom, innerHeight) - top)];
      })()`)) as [string, number];
    };
    const [desk, ofDesk] = await shown(320, 640, 'no-preference');
    const [story, ofStory] = await shown(1280, 800, 'no-preference');
    const [still] = await shown(1280, 800, 'reduce');

    expect([desk, story, still]).toEqual(['desk-320', 'story', 'sandbox-waiting']);
    expect(ofDesk).toBeGreaterThan(240);
    expect(ofStory).toBeGreaterThan(400);
  });

  test('finds a page by its words, without network access', async () => {
    const { page, elsewhere } = shared;
    await page.setViewportSize({ width: 1280, height: 900 });
    await load('index');
    // Until the app is mounted, nothing listens for the key.
    await page.waitForFunction(`document.querySelector('#app').__vue_app__ !== undefined`);
    await page.keyboard.press('Control+k');
    await page.locator('#localsearch-input').fill('errorBudget');
    const found = page.locator('.result', { hasText: 'hookDetails' }).first();
    await found.waitFor();
    await found.click();
    await page.waitForURL(/\/reference\/|\/attach/);
    // A flag and a key have headings of their own.
    for (const name of ['greenlight simulate --replay', 'approval: deadlineMinutes']) {
      await page.keyboard.press('Control+k');
      await page.locator('#localsearch-input').fill(name);
      await page.locator('.result', { hasText: name }).first().waitFor();
      await page.keyboard.press('Escape');
    }

    expect(elsewhere).toEqual([]);
  });

  test('can be used by keyboard, beginning with a link past the navigation', async () => {
    const { page } = shared;
    await page.setViewportSize({ width: 1280, height: 900 });
    await load('start');
    await page.keyboard.press('Tab');

    expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to content');
  });

  /** Each in the same page: another one costs a process, and its pictures would keep moving behind the next tests. */
  async function load(name: string): Promise<void> {
    shared.elsewhere.length = 0;
    await shared.page.goto(`${address}/${name}.html`, { waitUntil: 'networkidle' });
  }

  async function open(): Promise<Opened> {
    const context = await (browser as Browser).newContext();
    const page = await context.newPage();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(address) && !request.url().startsWith('data:')) elsewhere.push(request.url());
    });
    return { page, elsewhere, [Symbol.asyncDispose]: () => context.close() };
  }
}

type Opened = AsyncDisposable & { page: Page; elsewhere: string[] };

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installHooks } from '../../src/sandbox/installed-hooks.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { mailsTo } from './sandbox-in-test.ts';

const screenshots = new URL('../../.cache/screenshots/', import.meta.url);
/** `npm run screenshots` sets it. Otherwise nobody looks at the pictures. */
const isFilmed = process.env['SCREENSHOTS'] === 'yes';
const silent = { debug() {}, info() {}, warn() {}, error() {} };

const browser = await sharedBrowser();

/** The whole story as people see it, in a real Chromium. When it is filmed, its pictures are the README's. */
describe.skipIf(browser === undefined)('the story in a browser', { timeout: 90_000 }, () => {
  let folder: string;
  let sandbox: Sandbox;
  let page: Page;
  /** A second window, whose pictures become the animation. */
  let film: Page | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'greenlight-story-'));
    sandbox = await startSandbox({
      folder,
      speed: 30,
      bakeTimeInMinutes: 5,
      ports: { production: 0, test: 0, dashboard: 0, desk: 0 },
      install: (surroundings) => installHooks(surroundings, silent),
    });
    const context = await (browser as Browser).newContext({
      viewport: { width: 1280, height: 900 },
      reducedMotion: 'reduce',
    });
    page = await context.newPage();
    if (!isFilmed) return;
    const small = { viewport: { width: 1120, height: 720 }, deviceScaleFactor: 0.75, reducedMotion: 'reduce' as const };
    film = await (await (browser as Browser).newContext(small)).newPage();
  });

  afterAll(async () => {
    await sandbox?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test('goes from the Deploy button over the mailed link to a release in production', async () => {
    await page.goto(sandbox.urls.dashboard);
    await film?.goto(sandbox.urls.dashboard);
    const frame = filmInto(film);
    await frame(1500);
    await page.getByRole('button', { name: /^Deploy/ }).click();
    for (let beat = 0; beat < 4; beat += 1) {
      await wait(page, 700);
      await frame(700);
    }
    await page
      .getByText(/\[ACTION\] Approve retail-ui/)
      .first()
      .waitFor();
    await wait(page, 500);
    await frame(2500);
    await shoot(film, 'sandbox-waiting', { fullPage: false });
    await shoot(page, 'sandbox-1280');
    // As tall as the page: Chromium leaves frames blank that are not visible.
    await page.setViewportSize({ width: 320, height: 3600 });
    await wait(page, 500);
    await shoot(page, 'sandbox-320');
    await page.setViewportSize({ width: 1280, height: 900 });
    const [mail] = await mailsTo(sandbox);
    const link = /^Decide: +(\S+)$/m.exec(mail?.body ?? '')?.[1] ?? '';

    await page.goto(`${sandbox.urls.dashboard}/mailbox`);
    await shoot(page, 'mail-1280');
    await page.setViewportSize({ width: 320, height: 900 });
    expect(await overflowAt(page)).toBe(0);
    await shoot(page, 'mail-320');

    await film?.goto(`${sandbox.urls.dashboard}/mailbox`);
    await frame(2500);
    await film?.goto(link);
    await frame(2500);
    await film?.getByRole('radio', { name: 'Approve' }).check();
    await film?.getByLabel(/I looked at/).check();
    await frame(1500);

    await page.goto(link);
    await page.getByRole('heading', { level: 1, name: /^Approve +retail-ui +1\.41 → +1\.42 ?\?$/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowAt(page)).toBe(0);
    await shoot(page, 'desk-320', { fullPage: false });
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await axeFaults(page)).toEqual([]);
    await shoot(page, 'desk-320-dark', { fullPage: false });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.setViewportSize({ width: 1280, height: 900 });
    await shoot(page, 'desk-1280', { fullPage: false });

    await page.setViewportSize({ width: 320, height: 900 });
    await page.getByRole('radio', { name: 'Approve' }).check();
    await page.getByLabel(/I looked at/).check();
    await page.getByLabel(/Reason/).fill('looks good on my phone');
    await page.getByRole('button', { name: 'Record my decision' }).click();
    await page.getByRole('heading', { level: 1, name: /^Approved: +retail-ui +1\.41 → +1\.42$/ }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await shoot(page, 'result-320');
    await film?.goto(link);
    await frame(1500);
    await film?.goto(sandbox.urls.dashboard);
    for (let beat = 0; beat < 4; beat += 1) {
      await frame(700);
      await wait(page, 1200);
    }

    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(sandbox.urls.dashboard);
    await expect.poll(() => sandbox.controller.listServiceDeployments()[0]?.status).toBe('SUCCESSFUL');
    await wait(page, 500);
    await frame(4000);
    await shoot(page, 'sandbox-done-1280');
    await page.goto(sandbox.urls.production);
    expect(await page.locator('footer').textContent()).toContain('1.42');
    await shoot(page, 'shop-320');
  });
});

/** Takes the frames of the animation one after the other; scripts/screenshots.ts puts them together. */
function filmInto(film: Page | undefined): (milliseconds: number) => Promise<void> {
  let taken = 0;
  return async (milliseconds) => {
    taken += 1;
    const name = `film/${String(taken).padStart(2, '0')}-${milliseconds}.png`;
    await film?.screenshot({ path: new URL(name, screenshots).pathname });
  };
}

async function shoot(page: Page | undefined, name: string, { fullPage } = { fullPage: true }): Promise<void> {
  if (isFilmed) await page?.screenshot({ path: new URL(`${name}.png`, screenshots).pathname, fullPage });
}

/** So that a picture shows what comes next, and not what is on its way. */
async function wait(page: Page, milliseconds: number): Promise<void> {
  if (isFilmed) await page.waitForTimeout(milliseconds);
}

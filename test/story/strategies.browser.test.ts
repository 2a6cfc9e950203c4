import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { installHooks } from '../../src/sandbox/installed-hooks.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import { sharedBrowser } from '../helpers/browser.ts';
import { axeFaults, overflowAt } from '../helpers/page-faults.ts';
import { mailsTo } from './sandbox-in-test.ts';

const silent = { debug() {}, info() {}, warn() {}, error() {} };
const undoing: (() => Promise<unknown>)[] = [];

const browser = await sharedBrowser();
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

/** Each strategy from the Deploy button to its end, in a real Chromium. */
describe.skipIf(browser === undefined)('a deployment in a browser', { timeout: 120_000 }, () => {
  test.each([
    { strategy: 'BLUE_GREEN', approvals: 1, places: 10, steps: [] },
    { strategy: 'LINEAR', approvals: 4, places: 10, steps: ['25 %', '50 %', '75 %', '100 %'] },
    { strategy: 'CANARY', approvals: 2, places: 10, steps: ['10 %', '100 %'] },
    { strategy: 'ROLLING', approvals: 1, places: 4, steps: [] },
  ])('goes through all stages: $strategy', async ({ strategy, approvals, places, steps }) => {
    const { sandbox, page, reviewer } = await open();

    await page.getByLabel('Strategy').selectOption(strategy);
    await page.getByRole('button', { name: /^Deploy/ }).click();
    for (let asked = 1; asked <= approvals; asked++) {
      await mailsAre(sandbox, asked);
      if (asked === approvals) await expectGoodLook(page, strategy);
      await approve(sandbox, reviewer);
    }
    await page.getByRole('heading', { level: 1, name: /^1\.4\d is in production$/ }).waitFor();

    expect(await questionsIn(sandbox)).toHaveLength(approvals);
    expect(await page.locator('.rail .step.done').count()).toBe(places);
    expect(await page.locator('.weights .done strong').allTextContents()).toEqual(steps);
    expect(await page.locator('#test-frame').isVisible()).toBe(strategy !== 'ROLLING');
    await page.frameLocator('#production-frame').getByText('Version 1.42').waitFor();
  });

  test('waits at a pause until Continue is pressed on the page', async () => {
    const { sandbox, page, reviewer } = await open();

    await page.getByText('Options').click();
    await page.getByLabel('with a pause').check();
    await page.getByRole('button', { name: /^Deploy/ }).click();
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    expect(await page.getByLabel('with a pause').isChecked()).toBe(true);
    await expectGoodLook(page, 'at a pause');
    await page.getByRole('button', { name: 'Continue' }).click();
    await mailsAre(sandbox, 1);
    await approve(sandbox, reviewer);

    await page.getByRole('heading', { level: 1, name: /^1\.4\d is in production$/ }).waitFor();
    expect(await page.getByRole('button', { name: 'Continue' }).count()).toBe(0);
  });

  test('is rolled back at a pause from the page', async () => {
    const { sandbox, page } = await open();

    await page.getByText('Options').click();
    await page.getByLabel('with a pause').check();
    await page.getByRole('button', { name: /^Deploy/ }).click();
    await page.getByRole('button', { name: 'Roll back at the pause' }).click();

    await page.getByRole('heading', { level: 1, name: 'at the pause, as you asked' }).waitFor();
    expect(await mailsTo(sandbox)).toEqual([]);
  });

  test('is rolled back by a fault that was enabled on the page, which says so', async () => {
    const { page } = await open();

    await page.getByText('+ fault').click();
    await page.getByRole('button', { name: 'Inject Crashed hook' }).click();
    await page.locator('.chips').getByRole('button', { name: 'Turn off: Crashed hook' }).waitFor();
    await page.getByRole('button', { name: /^Deploy/ }).click();
    await page.getByRole('heading', { level: 1, name: / stopped 1\.42$/ }).waitFor();

    expect(await page.locator('.chips').count()).toBe(0);
    expect(await page.getByText('fault: Crashed hook at greenlight-').count()).toBe(1);
    await expectGoodLook(page, 'rolled back');
  });

  test('is rolled back while it bakes by the alarm that ECS watches', async () => {
    // Long enough to press a button in it.
    const { sandbox, page, reviewer } = await open({ bakeTimeInMinutes: 120 });

    await page.getByRole('button', { name: /^Deploy/ }).click();
    await mailsAre(sandbox, 1);
    await approve(sandbox, reviewer);
    await page.locator('[data-key=BAKE_TIME][aria-current=step]').waitFor({ state: 'attached' });
    await page.getByText('+ fault').click();
    await page.getByRole('button', { name: 'Inject Alarm retail-ui-latency' }).click();

    await page.getByRole('heading', { level: 1, name: 'The alarm retail-ui-latency stopped 1.42' }).waitFor();
    await page.frameLocator('#production-frame').getByText('Version 1.41').waitFor();
  });
});

/** At this speed an approval's four hours are 72 seconds, which is more than a slow machine needs to look and to decide. */
const speed = 200;

async function open({ bakeTimeInMinutes = 3 } = {}): Promise<{ sandbox: Sandbox; page: Page; reviewer: Page }> {
  if (browser === undefined) throw new Error('no browser');
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-strategies-'));
  undoing.push(() => rm(folder, { recursive: true, force: true }));
  const sandbox = await startSandbox({
    ...{ folder, speed, bakeTimeInMinutes, ports: { production: 0, test: 0, dashboard: 0, desk: 0 } },
    install: (surroundings) => installHooks(surroundings, silent),
  });
  undoing.push(sandbox.stop);
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  undoing.push(() => context.close());
  const [page, reviewer] = [await context.newPage(), await context.newPage()];
  await page.goto(sandbox.urls.dashboard);
  return { sandbox, page, reviewer };
}

/** Follows the newest mail's link and fills in its form, once, even just after the mail was sent. */
async function approve(sandbox: Sandbox, page: Page): Promise<void> {
  const [mail] = await questionsIn(sandbox);
  await page.goto(/^Decide: +(\S+)$/m.exec(mail?.body ?? '')?.[1] ?? '');
  await page.getByRole('radio', { name: 'Approve' }).check();
  await page.getByLabel(/I looked at/).check();
  await page.getByLabel(/Reason/).fill('looks good');
  await page.getByRole('button', { name: 'Record my decision' }).click();
  await page.getByRole('heading', { level: 1, name: /^Approved: retail-ui/ }).waitFor();
}

/** Without the results, which come when the announcer has them. */
async function questionsIn(sandbox: Sandbox) {
  return (await mailsTo(sandbox)).filter(({ body }) => body.includes('Decide: '));
}

async function mailsAre(sandbox: Sandbox, count: number): Promise<void> {
  await expect.poll(async () => (await questionsIn(sandbox)).length).toBe(count);
}

/** Narrow and dark, wide and light; other tests look at the other pairs. */
async function expectGoodLook(page: Page, name: string): Promise<void> {
  for (const [width, colorScheme] of [
    [320, 'dark'],
    [1280, 'light'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    expect(await axeFaults(page, 'iframe'), `${name} ${width} ${colorScheme}`).toEqual([]);
    expect(await overflowAt(page), `${name} ${width}`).toBe(0);
  }
}

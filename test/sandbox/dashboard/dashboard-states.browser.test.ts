import type { Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { SandboxData } from '../../../src/sandbox/view/sandbox-data.ts';
import { sandboxFaultKinds } from '../../../src/sandbox/view/sandbox-faults.ts';
import { cleanPage, sharedBrowser } from '../../helpers/browser.ts';
import { axeFaults } from '../../helpers/page-faults.ts';
import { type DashboardState, dashboardStates } from './page-states.ts';
import { serveDashboardWith, withShops } from './serve-dashboard.ts';

const browser = await sharedBrowser();
const context = await browser?.newContext();

describe.skipIf(browser === undefined)('the dashboard', () => {
  test.each(dashboardStates)(
    'is accessible, and has one filled button and targets of a thumb, while $name',
    async (state) => {
      const page = await open(state, { width: 320 });
      expect(await axeFaults(page, 'iframe')).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
      const small = await page.evaluate<
        string[]
      >(`[...document.querySelectorAll('.button, select, .chip, .tabs > label')]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 44)
      .map((one) => one.textContent.trim())`);
      expect(small).toEqual([]);

      await page.setViewportSize({ width: 1280, height: 900 });
      expect(await page.locator('.button.primary:visible').count()).toBe(state.name === 'moving' ? 0 : 1);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await axeFaults(page, 'iframe')).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    },
  );
});

test.skipIf(browser === undefined).each([
  ['light', 1280],
  ['dark', 320],
] as const)(
  'the page of a deployment is accessible and copies its command, %s at %d px',
  async (colorScheme, width) => {
    const rejected = dashboardStates[3] as DashboardState;
    const page = await open(rejected, { colorScheme, width, path: '/deployments/EZe5RNVLH6PPzHXINuP28' });
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);

    await page.getByRole('heading', { name: 'Ana rejected 1.42: the price is wrong' }).waitFor();

    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.getByRole('button', { name: 'Copy as command' }).click();
    await page.getByRole('status').filter({ hasText: 'Copied' }).waitFor();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
      'greenlight simulate --strategy blue-green --bake-minutes 10',
    );
  },
);

describe.skipIf(browser === undefined)('the header of a common screen', () => {
  const heightOf = async (state: DashboardState) => {
    const page = await open(state, { width: 1280 });
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    return (await page.locator('header.bar').boundingBox())?.height;
  };

  test('keeps its height while people are asked and with faults that are on', async () => {
    const [idle, asking] = dashboardStates as [DashboardState, DashboardState];
    const held = () => ({ ...asking.data(), pace: { chosen: 20, isHeld: true } });
    const alarms = (data: SandboxData) => data.alarms.map((alarm) => ({ ...alarm, isRaised: true }));
    const all = () => ({ ...held(), isBroken: true, isSlow: true, faults: sandboxFaultKinds, alarms: alarms(held()) });

    const height = await heightOf(idle);

    expect(await heightOf({ name: 'held', data: held })).toBe(height);
    expect(await heightOf({ name: 'broken', data: () => ({ ...held(), isBroken: true }) })).toBe(height);
    expect(await heightOf({ name: 'all faults', data: all })).toBeLessThanOrEqual((height ?? 0) + 8);
  });

  test('has a menu of faults that ends within the window and scrolls', async () => {
    const page = await open(dashboardStates[0] as DashboardState, { width: 1280 });

    await page.locator('#fault-menu > summary').click();
    const box = await page.locator('#fault-menu .sheet').boundingBox();

    expect((box?.y ?? 900) + (box?.height ?? 900)).toBeLessThanOrEqual(900);
  });
});

describe.skipIf(browser === undefined)('what one consults', () => {
  test('has hooks on a phone without a scroller, each status below a name that breaks at its signs only', async () => {
    const page = await open(dashboardStates[1] as DashboardState, { width: 320 });
    const head = page.locator('.hooks .head').first();

    const name = await head.locator('strong').boundingBox();
    const status = await head.locator('.status').boundingBox();

    expect(status?.y).toBeGreaterThanOrEqual((name?.y ?? 0) + (name?.height ?? 0) - 4);
    expect(await page.evaluate(hiddenPart('.scroll:has(#hooks)'))).toBe(0);
    expect(await page.locator('.hooks .mono').first().innerHTML()).toContain('TRAFFIC_<wbr>SHIFT');
  });

  test('brings all earlier deployments to the top of their pane', async () => {
    const page = await open(dashboardStates[4] as DashboardState, { width: 1280 });
    const summary = page.getByText('All 21');

    await summary.click();
    // A function: the page's policy lets an expression be evaluated only once, and it may not have scrolled by then.
    await page.waitForFunction("() => document.querySelector('.scroll:has(#deployments)').scrollTop > 0");

    const pane = await page.locator('.scroll:has(#deployments)').boundingBox();
    expect(Math.abs(((await summary.boundingBox())?.y ?? 0) - (pane?.y ?? 0))).toBeLessThan(8);
  });
});

const hiddenPart = (selector: string) =>
  `(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('${selector}'))`;

describe.skipIf(browser === undefined)('with the keyboard', () => {
  test('the decision is reached before the shops and the mails, and no frame is a stop', async () => {
    const page = await open(dashboardStates[1] as (typeof dashboardStates)[number], { width: 1280 });

    const stops: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      await page.keyboard.press('Tab');
      stops.push((await page.locator(':focus').textContent())?.trim().split('\n', 1)[0] ?? '');
    }

    expect(stops.indexOf('Review as Ana')).toBeGreaterThan(0);
    expect(stops.indexOf('Review as Ana')).toBeLessThan(9);
    expect(stops).not.toContain('Add to cart');
    expect(await page.locator('iframe:not([tabindex="-1"])').count()).toBe(0);
  });

  test('the timeline says what was so at any moment', async () => {
    const page = await open(dashboardStates[2] as (typeof dashboardStates)[number], { width: 1280 });
    const slider = page.getByRole('slider', { name: 'Moment of the deployment' });

    await slider.focus();
    await page.keyboard.press('Home');
    const start = await page.locator('.scrub output').textContent();
    await page.keyboard.press('End');

    expect(start).toMatch(/^13:40:00 UTC · start · 1\.42 has 0 % of production, 0 % of test/);
    expect(await slider.getAttribute('aria-valuetext')).toMatch(/shift · 1\.42 has 75 % of production, 100 % of test/);
  });

  test('shows phases and shares of an earlier moment, says that it is the past, and goes back', async () => {
    const page = await open(dashboardStates[2] as (typeof dashboardStates)[number], { width: 1280 });
    const earlier = page.locator('.hero > .then');
    const slider = page.getByRole('slider', { name: 'Moment of the deployment' });

    await slider.fill('620');
    const words = await earlier.textContent();
    const phases = await earlier.locator('.phases li').evaluateAll((all) => all.map(({ className }) => className));
    const shares = await page.locator('#production > .then').textContent();
    const faults = await axeFaults(page, 'iframe');
    await earlier.getByRole('button', { name: 'Back to now' }).click();

    expect(words).toMatch(/^In the past: 13:47:\d\d UTC/);
    expect(words).toContain('1.42 has 25 % of production, 100 % of test');
    expect(phases).toEqual(['done', 'done', 'done', 'now', 'next']);
    expect(shares?.replace(/\s+/g, ' ').trim()).toBe('1.41 75 % 1.42 25 %');
    expect(faults).toEqual([]);
    expect(await earlier.isVisible()).toBe(false);
    expect(await page.locator('#production > .then').isVisible()).toBe(false);
    expect(await slider.inputValue()).toBe('1000');
  });

  test('Open the mail leads to it', async () => {
    const page = await open(dashboardStates[1] as (typeof dashboardStates)[number], { width: 1280 });
    await page.locator('label[for=tab-chi]').click();

    await page.getByRole('link', { name: 'Open the mail' }).press('Enter');

    expect(await page.locator('#tab-ana').isChecked()).toBe(true);
    expect(await page.locator(':focus').textContent()).toContain('Approve retail-ui 1.42 by 17:42 UTC');
  });
});

async function open(
  state: (typeof dashboardStates)[number],
  { width, colorScheme = 'light', path = '' }: { width: number; colorScheme?: 'light' | 'dark'; path?: string },
): Promise<Page> {
  if (context === undefined) throw new Error('no browser');
  const served = await serveDashboardWith(state.data());
  onTestFinished(served.stop);
  const page = await cleanPage(context, { colorScheme, viewport: { width, height: 900 } });
  await withShops(page);
  await page.goto(served.url + path);
  await page.locator('.has-script').waitFor({ state: 'attached' });
  return page;
}

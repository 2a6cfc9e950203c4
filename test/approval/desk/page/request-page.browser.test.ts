import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../../../src/sandbox/servers/serve.ts';
import { approving, decideAt, key, type Setup } from '../../../helpers/approval.ts';
import { cleanPage, sharedBrowser } from '../../../helpers/browser.ts';
import { allWidths, faultsAtAllLooks, overflowAt } from '../../../helpers/page-faults.ts';
import { fullSetup, type PageState, pageStates } from './page-states.ts';

const browser = await sharedBrowser();
const shared = await browser?.newContext();
const phone = { width: 320, height: 640 };

const openState = pageStates.find(({ name }) => name === 'open') as PageState;
const ticked = { ...approving, 'item-0': 'yes', 'item-1': 'yes' };

/** @param options - of a context of its own, whose clock moves as a test says. Default: none */
async function open(state: PageState, options?: BrowserContextOptions): Promise<{ page: Page; setup: Setup }> {
  const setup = await fullSetup();
  await state.reach(setup);
  const served = await serve(createServer(getRequestListener(setup.desk.fetch)), { port: 0 });
  onTestFinished(() => served.stop());
  const page = options ? await newPage(options) : await cleanPage(shared as BrowserContext, { viewport: phone });
  await page.goto(served.url + state.link(setup));
  return { page, setup };
}

async function newPage(options: BrowserContextOptions): Promise<Page> {
  const context = await (browser as Browser).newContext({ viewport: phone, ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  await page.clock.install();
  return page;
}

/** As the watcher does when ECS rolls back. */
function close({ store, clock }: Setup, reason: string): void {
  const request = JSON.parse(store.contents()[key] ?? '');
  const decision = {
    id: 'd',
    status: 'SUPERSEDED',
    by: 'Greenlight',
    via: 'greenlight',
    reason,
    at: clock.now().toISOString(),
  };
  store.edit(key, JSON.stringify({ ...request, status: 'SUPERSEDED', decision }));
}

describe.skipIf(browser === undefined).each(pageStates)('a page of the desk: $name', (state) => {
  test('can be read by everybody, at every width and in both schemes', async () => {
    const { page } = await open(state);

    expect(await faultsAtAllLooks(page)).toEqual([]);
  });

  test('has targets of at least 44 px', async () => {
    const { page } = await open(state);

    const small = await page.evaluate(`[...document.querySelectorAll('a.button, button, summary, .choice, textarea')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && Math.round(one.getBoundingClientRect().height) < 44)
      .map((one) => one.textContent)`);
    expect(small).toEqual([]);
  });
});

test.skipIf(browser === undefined)('a fault that a page has at only one look is noticed', async () => {
  const { page } = await open(pageStates.find(({ name }) => name === 'message') as PageState, { bypassCSP: true });
  await page.addStyleTag({
    content: `h1{color:light-dark(#111, #333)!important}
      @media (width < 400px){h1{min-width:400px}}
      @media (width > 1900px) and (prefers-color-scheme: dark){h1{display:none}}`,
  });

  const dark = [320, 768, 1280].map((width) => [`${width} px, dark`, 'color-contrast']);
  expect(
    (await faultsAtAllLooks(page)).map((fault) => fault.split(': ', 2).map((part) => part.split(' by')[0])),
  ).toEqual([
    ['320 px, light', 'scrolls sideways'],
    ...dark.slice(0, 1),
    ['320 px, dark', 'scrolls sideways'],
    ...dark.slice(1),
    ['1920 px, dark', 'page-has-heading-one'],
  ]);
});

describe.skipIf(browser === undefined)('a page of the desk', () => {
  test('has a heading that is read aloud as it is written', async () => {
    const { page } = await open(openState);
    const heading = page.getByRole('heading', { level: 1, name: 'Approve my-service 1.41 → 1.42?', exact: true });

    expect(await heading.count()).toBe(1);
  });

  test.each(allWidths)('has exactly one filled button in view, at %d px, before and after choosing', async (width) => {
    const { page } = await open(openState);
    await page.setViewportSize({ width, height: 640 });
    const filled = () =>
      page.evaluate(`(() => {
        const card = getComputedStyle(document.querySelector('.card')).backgroundColor;
        return [...document.querySelectorAll('.primary')].filter((one) => {
          const box = one.getBoundingClientRect();
          return one.checkVisibility() && box.top < innerHeight && box.bottom > 0 && getComputedStyle(one).backgroundColor !== card;
        }).length;
      })()`);
    expect(await filled()).toBe(1);

    await page.getByRole('radio', { name: 'Reject' }).check();
    await page.getByRole('button', { name: 'Record my decision' }).scrollIntoViewIfNeeded();

    expect(await filled()).toBe(1);
  });

  test('never hides behind the bar at the foot what the keyboard has reached', async () => {
    const { page } = await open(openState);
    const hidden: unknown[] = [];
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      hidden.push(
        await page.evaluate(`(() => {
          const [one, dock] = [document.activeElement, document.querySelector('.dock')];
          if (one === document.body || dock.contains(one)) return '';
          return one.getBoundingClientRect().bottom > dock.getBoundingClientRect().top && dock.checkVisibility() ? one.outerHTML : '';
        })()`),
      );
    }

    expect(hidden.filter(Boolean)).toEqual([]);
  });

  test('can be decided with the keyboard alone', async () => {
    const { page, setup } = await open(openState);
    const reach = async (selector: string) => {
      for (let presses = 0; presses < 40; presses += 1) {
        await page.keyboard.press('Tab');
        if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
      }
      throw new Error(`the keyboard does not reach ${selector}`);
    };

    await reach('[value=approve]');
    await page.keyboard.press('Space');
    for (const name of ['item-0', 'item-1', 'looked']) {
      await reach(`[name=${name}]`);
      await page.keyboard.press('Space');
    }
    await reach('#vote [type=submit]');
    await page.keyboard.press('Enter');
    await page.waitForLoadState();

    expect(await page.getByRole('status').textContent()).toContain('Your approval is recorded');
    expect(setup.request().votes).toMatchObject([{ choice: 'APPROVE' }]);
  });

  test('needs no script', async () => {
    const { page, setup } = await open(openState, { javaScriptEnabled: false });

    await page.getByRole('link', { name: 'Reject…' }).click();
    await page.getByRole('radio', { name: 'Reject' }).check();
    await page.getByRole('textbox').fill('the cart is empty');
    await page.getByRole('button', { name: 'Record my decision' }).click();

    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Rejected: my-service 1.41 → 1.42');
    expect(setup.request().status).toBe('REJECTED');
  });

  test('can be read with text of twice the size', async () => {
    const { page } = await open(openState, { viewport: { width: 640, height: 900 }, bypassCSP: true });
    await page.addStyleTag({ content: 'html{font-size:200%!important}' });

    expect(await overflowAt(page)).toBe(0);
  });

  test('fits on one sheet of paper, with everything that is folded away', async () => {
    const { page } = await open(pageStates.find(({ name }) => name === 'approved') as PageState);
    await page.emulateMedia({ media: 'print' });

    expect(await page.getByText('EZe5RNVLH6PPzHXINuP28').isVisible()).toBe(true);
    expect(await page.locator('.button:visible').count()).toBe(0);
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
  });
});

describe.skipIf(browser === undefined)('a page of the desk that is left open', () => {
  /** As when somebody comes back to the tab. */
  const comeBack = (page: Page) => page.evaluate("dispatchEvent(new Event('visibilitychange'))");

  test('shows the vote of somebody else, keeps what was typed, and can be sent', async () => {
    const { page, setup } = await open(openState);
    await page.getByRole('radio', { name: 'Reject' }).check();
    await page.getByRole('textbox').fill('the cart is empty');
    await decideAt(setup.desk, setup.link('ben@example.com'), { ...ticked, reason: 'Works on my phone.' });

    await comeBack(page);
    await page.getByText('Works on my phone.').first().waitFor();

    expect(await page.getByRole('textbox').inputValue()).toBe('the cart is empty');
    expect(await page.evaluate('document.activeElement.id')).toBe('reason');
    expect(await page.locator('#news').textContent()).toMatch(/^This page was updated at \d\d:\d\d UTC\.$/);
    await page.getByRole('button', { name: 'Record my decision' }).click();
    await page.waitForLoadState();
    expect(setup.request()).toMatchObject({ status: 'REJECTED', votes: [{ choice: 'APPROVE' }, { choice: 'REJECT' }] });
  });

  test('takes back the invitation when somebody else has decided', async () => {
    const { page, setup } = await open(openState);
    await decideAt(setup.desk, setup.link('ben@example.com'), { choice: 'reject', reason: 'no' });

    await comeBack(page);
    await page.getByRole('heading', { name: /^Rejected/ }).waitFor();

    expect(await page.getByRole('button', { name: 'Record my decision' }).count()).toBe(0);
    expect(await page.getByRole('link', { name: 'Approve…' }).count()).toBe(0);
  });

  test('takes back the form within ten seconds of a rollback, and says what happened', async () => {
    const { page, setup } = await open(openState, {});
    close(setup, 'ECS began to roll the deployment back');

    await page.clock.runFor(10_000);
    await page.getByRole('heading', { name: /^Closed/ }).waitFor();

    expect(await page.getByRole('button', { name: 'Record my decision' }).count()).toBe(0);
    expect(await page.locator('.time').count()).toBe(0);
    expect(await page.locator('#note').textContent()).toMatch(
      /Closed at \d\d:\d\d UTC: ECS began to roll the deployment back\. Nobody decided\.$/,
    );
    expect(await page.locator('.card').textContent()).toMatch(/Nobody\.\s*$/);
  });

  test('counts down, and leaves everything else alone', async () => {
    const { page, setup } = await open(openState);
    const left = page.locator('.card .time strong');
    const before = await left.textContent();
    setup.clock.step(600);

    await comeBack(page);
    await expect.poll(() => left.textContent()).not.toBe(before);

    expect(await page.locator('#news').textContent()).toBe('');
  });
});

import { createServer, type RequestListener } from 'node:http';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/sandbox/servers/serve.ts';
import { readCart } from '../../src/sandbox/shop/cart.ts';
import { catalogue } from '../../src/sandbox/shop/catalogue.ts';
import { brokenPage, cartPage, cataloguePage } from '../../src/sandbox/shop/shop-pages.ts';
import { shopCss } from '../../src/sandbox/shop/shop-style.ts';
import { renderChooser } from '../../src/sandbox/sign-in/chooser.ts';
import { renderReport } from '../../src/simulate/report/render-report.ts';
import { cleanPage } from '../helpers/browser.ts';
import { dashboardStates, furtherStates } from '../sandbox/dashboard/page-states.ts';
import { serveDashboardWith, withShops } from '../sandbox/dashboard/serve-dashboard.ts';
import { plays } from '../simulate/report/plays.ts';
import { compareWithReference } from './compare.ts';
import { differencesOf, schemes } from './pictures.ts';
import { pinnedContext, sharedPinned } from './pinned-browser.ts';

const browser = await sharedPinned();
const context = browser && (await pinnedContext(browser as Browser, 'light'));

const height = 900;
const states = [...dashboardStates, ...furtherStates];

async function newPage(): Promise<Page> {
  if (context === undefined) throw new Error('there is no browser');
  return await cleanPage(context);
}

/** A page of the sandbox in a state, as somebody sees it who was not there before. */
async function open(name: string, path = ''): Promise<Page> {
  const state = states.find((one) => one.name === name);
  if (state === undefined) throw new Error(`there is no state ${name}`);
  const served = await serveDashboardWith(state.data());
  onTestFinished(served.stop);
  const page = await newPage();
  await withShops(page);
  await page.goto(`${served.url}${path}`);
  return page;
}

describe.skipIf(browser === undefined)('the sandbox looks as it did', () => {
  test.each(states)('$name', async ({ name }) => {
    const page = await open(name);
    const found = await differencesOf(page, `sandbox/${name}`, { height, settle: shopsAreShown });

    // What one consults is below.
    await page.setViewportSize({ width: 1280, height });
    for (const colorScheme of name === 'asking' || name === 'failed' || name === 'rejected' ? schemes : []) {
      await page.emulateMedia({ colorScheme });
      const picture = await page.locator('.consult').screenshot();
      found.push(compareWithReference(picture, `sandbox/${name}-${colorScheme}-consult`));
    }
    expect(found.filter((one) => one !== undefined)).toEqual([]);
  });

  test.each([
    ['the page of a deployment', 'rejected', '/deployments/EZe5RNVLH6PPzHXINuP28', async () => {}],
    ['what ECS says', 'idle', '/help', async () => {}],
    ['nothing', 'idle', '/nope', async () => {}],
    ['the mailbox', 'asking', '/mailbox', async () => {}],
    ['a mailbox', 'rejected', '/mailbox/ana', async () => {}],
    ['the channel', 'rejected', '/channel', async () => {}],
    ['the channel in a tab', 'rejected', '', (page: Page) => page.getByText('#channel').click()],
    ['the tour', 'idle', '', (page: Page) => page.getByRole('button', { name: 'Show me (90 s)' }).click()],
    ['the options', 'idle', '', (page: Page) => page.locator('summary', { hasText: 'Options' }).click()],
    ['the past', 'moving', '', (page: Page) => page.getByRole('slider').fill('620')],
  ] as const)('%s', async (what, name, path, act) => {
    const page = await open(name, path);
    await act(page);
    const settle = async () => {
      await page.evaluate('scrollTo(0, 0)');
      await shopsAreShown(page);
    };

    expect(await differencesOf(page, `sandbox/${what.replaceAll(' ', '-')}`, { height, settle })).toEqual([]);
  });

  const edition = { version: '1.42', revision: '9313423515462896934', css: shopCss('green') };
  const cart = readCart('mug.2_lamp.1');
  const stock = new Map(catalogue.map(({ id }) => [id, 120]));

  test.each([
    ['the shop', () => cataloguePage(edition, cart, { addedId: 'mug', stock })],
    ['the cart', () => cartPage(edition, cart)],
    ['a broken version', () => brokenPage(edition)],
    ['who signs in', () => renderChooser(['ana@shop.example', 'ben@shop.example', 'chi@shop.example'], 'uid')],
  ])('%s', async (what, render) => {
    const page = await openMarkup(`${await render()}`);
    // The shop has fonts of its own, of which each machine has others.
    await page.addStyleTag({ content: '*{font-family:"pinned sans"!important}' });

    expect(await differencesOf(page, `sandbox/${what.replaceAll(' ', '-')}`, { height })).toEqual([]);
  });

  test.each(Object.entries(plays))('the report of a simulation: %s', async (name, play) => {
    const page = await openMarkup(await renderReport(await play()));

    expect(await differencesOf(page, `report/${name.replaceAll(' ', '-')}`, { height })).toEqual([]);
  });
});

/** Served, because the fonts come with an address only. */
async function openMarkup(markup: string): Promise<Page> {
  const answer: RequestListener = (_request, response) => response.setHeader('content-type', 'text/html').end(markup);
  const served = await serve(createServer(answer), { port: 0 });
  onTestFinished(served.stop);
  const page = await newPage();
  await page.goto(served.url);
  return page;
}

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

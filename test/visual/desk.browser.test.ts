import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/sandbox/servers/serve.ts';
import { deploymentPage, homeDesk } from '../approval/desk/home/home-desk.ts';
import { fullSetup, type PageState, pageStates } from '../approval/desk/page/page-states.ts';
import { signInSetup } from '../approval/sign-in/sign-in-setup.ts';
import type { Setup } from '../helpers/approval.ts';
import { compareWithReference } from './compare.ts';
import { differencesOf, widths } from './pictures.ts';
import { launchPinned, pinnedContext } from './pinned-browser.ts';

const browser = await launchPinned();
const context = browser && (await pinnedContext(browser as Browser, 'light'));
afterAll(() => browser?.close());

/** Of a small phone; enough for what matters on a wide screen, too. */
const height = 640;
const [first] = pageStates as [PageState];

async function open(desk: Setup['desk'], path: string, headers: Record<string, string> = {}): Promise<Page> {
  if (context === undefined) throw new Error('there is no browser');
  const served = await serve(createServer(getRequestListener(desk.fetch)), { port: 0 });
  onTestFinished(() => served.stop());
  const page = await context.newPage();
  onTestFinished(() => page.close());
  await page.setExtraHTTPHeaders({ 'accept-language': 'en', ...headers });
  await page.goto(served.url + path);
  return page;
}

async function openState(state: PageState, language = 'en'): Promise<Page> {
  const setup = await fullSetup();
  await state.reach(setup);
  return open(setup.desk, state.link(setup), { 'accept-language': language });
}

describe.skipIf(browser === undefined)('the desk looks as it did', () => {
  test.each(pageStates)('$name', async (state) => {
    const page = await openState(state);

    expect(await differencesOf(page, `desk/${state.name.replace(' ', '-')}`, { height })).toEqual([]);
  });

  test('with an approval chosen', async () => {
    const page = await openState(first);
    await page.getByRole('radio', { name: 'Approve' }).check();
    const settle = () => page.locator('#vote .primary').scrollIntoViewIfNeeded();

    expect(await differencesOf(page, 'desk/chosen', { height, settle })).toEqual([]);
  });

  test('in German', async () => {
    expect(await differencesOf(await openState(first, 'de'), 'desk/german', { height })).toEqual([]);
  });

  test.each([
    ['home', '/'],
    ['decided', '/decided'],
    ['deployment', deploymentPage],
    ['help', '/help'],
  ])('without a link: %s', async (name, path) => {
    const { desk, cookie } = await homeDesk();
    const page = await open(desk, path, { cookie });

    expect(await differencesOf(page, `desk/${name}`, { height })).toEqual([]);
  });

  test('before signing in', async () => {
    const { desk, link } = await signInSetup({ reviewers: ['ana@example.com'], assurance: 'sign-in' });
    const page = await open(desk, link('ana@example.com'));

    expect(await differencesOf(page, 'desk/sign-in', { height })).toEqual([]);
  });
});

describe.skipIf(browser === undefined || process.env['VISUAL'] === 'update')('the comparison', () => {
  test.each(widths)('notices a button that has moved by 8 px, at %d px', async (width) => {
    const page = await openState(first);
    await page.setViewportSize({ width, height });
    expect(compareWithReference(await page.screenshot(), `desk/open-light-${width}`)).toBeUndefined();

    await page.addStyleTag({ content: '.try .button{position:relative;top:8px}' });

    expect(compareWithReference(await page.screenshot(), `desk/open-light-${width}`)).toMatch(/differs in \d+ pixels/);
  });

  test('notices a reference that is missing, and a page of another size', async () => {
    const page = await openState(first);
    await page.setViewportSize({ width: 322, height });
    const screenshot = await page.screenshot();

    expect(compareWithReference(screenshot, 'desk/nothing')).toMatch(/^there is no reference desk\/nothing/);
    expect(compareWithReference(screenshot, 'desk/open-light-320')).toMatch(/is 161 × 320 and was 160 × 320/);
  });
});

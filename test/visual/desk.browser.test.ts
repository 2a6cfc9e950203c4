import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/sandbox/servers/serve.ts';
import { deploymentPage, homeDesk } from '../approval/desk/home/home-desk.ts';
import { fullSetup, type PageState, pageStates } from '../approval/desk/page/page-states.ts';
import { signInSetup } from '../approval/sign-in/sign-in-setup.ts';
import type { Setup } from '../helpers/approval.ts';
import { compareWithReference, type Difference } from './compare.ts';
import { launchPinned, pinnedContext } from './pinned-browser.ts';

const browser = await launchPinned();
afterAll(() => browser?.close());

const schemes = ['light', 'dark'] as const;
const widths = [320, 768, 1280, 1920];
/** Of a small phone; enough for what matters on a wide screen, too. */
const height = 640;

/** A page in a browser of its own. */
async function open(
  desk: Setup['desk'],
  path: string,
  scheme: 'light' | 'dark',
  headers: Record<string, string> = { 'accept-language': 'en' },
): Promise<Page> {
  const served = await serve(createServer(getRequestListener(desk.fetch)), { port: 0 });
  onTestFinished(() => served.stop());
  const context = await pinnedContext(browser as Browser, scheme);
  onTestFinished(() => context.close());
  await context.setExtraHTTPHeaders(headers);
  const page = await context.newPage();
  await page.goto(served.url + path);
  await page.evaluate('document.fonts.ready');
  return page;
}

async function openState(state: PageState, scheme: 'light' | 'dark', language = 'en'): Promise<Page> {
  const setup = await fullSetup();
  await state.reach(setup);
  return open(setup.desk, state.link(setup), scheme, { 'accept-language': language });
}

/**
 * How each width of a page differs from its reference.
 *
 * @param options.shown - what to scroll to, as a selector; default: the top
 */
async function differences(
  page: Page,
  name: string,
  { at = widths, shown }: { at?: readonly number[]; shown?: string } = {},
): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const width of at) {
    await page.setViewportSize({ width, height });
    if (shown) await page.locator(shown).scrollIntoViewIfNeeded();
    found.push(compareWithReference(await page.screenshot(), `desk/${name}-${width}`));
  }
  return found.filter((one) => one !== undefined);
}

describe.skipIf(browser === undefined).each(schemes)('the desk looks as it did, in %s', (scheme) => {
  test.each(pageStates.filter(({ name }) => name !== 'by hand'))('$name', async (state) => {
    const page = await openState(state, scheme);

    expect(await differences(page, `${state.name.replace(' ', '-')}-${scheme}`)).toEqual([]);
  });

  test('with an approval chosen', async () => {
    const page = await openState(pageStates[0] as PageState, scheme);
    await page.getByRole('radio', { name: 'Approve' }).check();

    expect(await differences(page, `chosen-${scheme}`, { at: [320, 1280], shown: '#vote .primary' })).toEqual([]);
  });

  test('in German', async () => {
    const page = await openState(pageStates[0] as PageState, scheme, 'de');

    expect(await differences(page, `german-${scheme}`, { at: [320, 1280] })).toEqual([]);
  });

  test.each([
    ['home', '/'],
    ['decided', '/decided'],
    ['deployment', deploymentPage],
  ])('without a link: %s', async (name, path) => {
    const { desk, cookie } = await homeDesk();
    const page = await open(desk, path, scheme, { cookie, 'accept-language': 'en' });

    expect(await differences(page, `${name}-${scheme}`)).toEqual([]);
  });

  test('before signing in', async () => {
    const { desk, link } = await signInSetup({ reviewers: ['ana@example.com'], assurance: 'sign-in' });
    const page = await open(desk, link('ana@example.com'), scheme);

    expect(await differences(page, `sign-in-${scheme}`, { at: [320, 1280] })).toEqual([]);
  });
});

describe.skipIf(browser === undefined || process.env['VISUAL'] === 'update')('the comparison', () => {
  test.each(widths)('notices a button that has moved by 8 px, at %d px', async (width) => {
    const page = await openState(pageStates[0] as PageState, 'light');
    await page.setViewportSize({ width, height });
    expect(compareWithReference(await page.screenshot(), `desk/open-light-${width}`)).toBeUndefined();

    await page.addStyleTag({ content: '.try .button{position:relative;top:8px}' });

    expect(compareWithReference(await page.screenshot(), `desk/open-light-${width}`)).toMatch(/differs in \d+ pixels/);
  });

  test('notices a reference that is missing, and a page of another size', async () => {
    const page = await openState(pageStates[0] as PageState, 'light');
    await page.setViewportSize({ width: 322, height });
    const screenshot = await page.screenshot();

    expect(compareWithReference(screenshot, 'desk/nothing')).toMatch(/^there is no reference desk\/nothing/);
    expect(compareWithReference(screenshot, 'desk/open-light-320')).toMatch(/is 161 × 320 and was 160 × 320/);
  });
});

import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Browser, Page } from 'playwright-core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { serve } from '../../src/sandbox/servers/serve.ts';
import { cleanPage } from '../helpers/browser.ts';
import { compareWithReference } from './compare.ts';
import { type DeskPage, deskPages } from './desk/desk-pages.ts';
import { differencesOf, nameOfPicture, widths } from './pictures.ts';
import { pinnedContext, sharedPinned } from './pinned-browser.ts';

const browser = await sharedPinned();
const context = browser && (await pinnedContext(browser as Browser, 'light'));

/** Of a small phone. */
const height = 640;
const first = deskPages.find(({ name }) => name === 'first window') as DeskPage;

async function open({ open: prepare, act }: DeskPage): Promise<Page> {
  if (context === undefined) throw new Error('there is no browser');
  const { desk, path, headers } = await prepare();
  const served = await serve(createServer(getRequestListener(desk.fetch)), { port: 0 });
  onTestFinished(() => served.stop());
  const page = await cleanPage(context);
  await page.setExtraHTTPHeaders({ 'accept-language': 'en', ...headers });
  await page.goto(served.url + path);
  await act?.(page);
  return page;
}

describe.skipIf(browser === undefined)('the desk looks as it did', () => {
  test.each(deskPages)('$name', async (one) => {
    const page = await open(one);
    const { settle, isCut } = one;
    // What is at the foot of the window would hide something in the middle of the page.
    if (!isCut) await page.addStyleTag({ content: '.dock{position:static!important}' });
    const shot = { height, isWhole: !isCut, ...(settle && { settle }) };

    expect(await differencesOf(page, nameOfPicture('desk', one.name), shot)).toEqual([]);
  });
});

describe.skipIf(browser === undefined || process.env['VISUAL'] === 'update')('the comparison', () => {
  const reference = (width: number) => `${nameOfPicture('desk', first.name)}-light-${width}`;

  test.each(widths)('notices a button that has moved by 8 px, at %d px', async (width) => {
    const page = await open(first);
    await page.setViewportSize({ width, height });
    expect(compareWithReference(await page.screenshot(), reference(width))).toBeUndefined();

    await page.addStyleTag({ content: '.try .button{position:relative;top:8px}' });

    expect(compareWithReference(await page.screenshot(), reference(width))).toMatch(/differs in \d+ pixels/);
  });

  test('notices a reference that is missing, and a page of another size', async () => {
    const page = await open(first);
    await page.setViewportSize({ width: 322, height });
    const screenshot = await page.screenshot();

    expect(compareWithReference(screenshot, 'desk/no-such-page')).toMatch(/^there is no reference desk\/no-such-page/);
    expect(compareWithReference(screenshot, reference(320))).toMatch(/is 161 × 320 and was 160 × 320/);
  });
});

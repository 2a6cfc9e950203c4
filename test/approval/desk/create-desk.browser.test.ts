import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Page } from 'playwright-core';
import { afterEach, describe, expect, test } from 'vitest';
import { serve } from '../../../src/sandbox/servers/serve.ts';
import { approvalSetup, approving, fillIn, type Setup } from '../../helpers/approval.ts';
import { cleanPage, sharedBrowser } from '../../helpers/browser.ts';
import { axeFaults, overflowAt } from '../../helpers/page-faults.ts';

const browser = await sharedBrowser();
const context = await browser?.newContext();
const undoing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undoing.splice(0).reverse()) await undo();
});

const windows = [
  { width: 320, height: 640 },
  { width: 1280, height: 720 },
];
const [ana, ben] = ['ana@example.com', 'ben@example.com'];

describe.skipIf(browser === undefined).each(windows)('the desk in a window of $width × $height', (viewport) => {
  test('shows what is wrong with a form in view of the reader, and moves the focus to it', async () => {
    const { page } = await open({}, viewport);

    await page.getByRole('radio', { name: 'Reject' }).check();
    await send(page);

    expect(await isInView(page, page.getByRole('status'))).toBe(true);
    const missing = 'Say why, so that the team knows what to fix.';
    expect(await page.getByRole('status').textContent()).toMatch(new RegExp(`Not recorded yet[^]*${missing}`));
    expect(await page.evaluate('document.activeElement.id')).toBe('note');
    expect(await page.title()).toBe('Not recorded: Approve my-service 1.41 → 1.42? · Greenlight');
    const problem = await page.locator('.problem', { hasText: missing }).boundingBox();
    const field = await page.getByRole('textbox').boundingBox();
    expect((problem?.y ?? 0) + (problem?.height ?? 0)).toBeLessThanOrEqual(field?.y ?? 0);
    expect(await axeFaults(page)).toEqual([]);
    expect(await overflowAt(page)).toBe(0);
  });

  test('calls nothing missing that is there, or that another choice does not need', async () => {
    const { page } = await open({}, viewport);
    await page.getByRole('radio', { name: 'Reject' }).check();
    await send(page);

    await page.getByRole('radio', { name: 'Approve' }).check();

    const wrong = page.locator('.problem, [aria-invalid], #note');
    expect(await wrong.count()).toBe(0);
    await send(page);
    expect(await wrong.count()).toBe(3);
    await page.getByRole('checkbox').check();
    expect(await wrong.count()).toBe(0);
    expect(await page.getByRole('radio', { name: 'Approve' }).isChecked()).toBe(true);
  });

  test('is as wide as the window in German, whose words are longer', async () => {
    const { page } = await open({}, viewport);
    await page.setExtraHTTPHeaders({ 'accept-language': 'de' });
    await page.reload();
    await page.getByRole('radio', { name: 'Freigeben' }).check();

    expect(await overflowAt(page)).toBe(0);
  });

  test('shows in view of the reader that a request has changed in the meantime', async () => {
    const { page, setup } = await open({ approvals: 2 }, viewport);
    const opened = await (await setup.desk.request(setup.link(ben))).text();
    await setup.desk.request(setup.link(ben), fillIn(opened, approving));

    await approve(page);

    expect(await page.getByRole('status').textContent()).toContain('The request has changed since you opened it');
    expect(await isInView(page, page.getByRole('status'))).toBe(true);
    expect(await page.title()).toMatch(/^Not recorded: /);
  });

  test('shows in view of the reader that a vote is recorded, even while the votes of others are missing', async () => {
    const { page } = await open({ approvals: 2 }, viewport);

    await approve(page);

    expect(await page.getByRole('status').textContent()).toContain('Your approval is recorded');
    expect(await isInView(page, page.getByRole('status'))).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
  });

  test('survives Back, Forward and Reload after a second vote', async () => {
    const { page, setup } = await open({ approvals: 2 }, viewport);
    const told = () => page.getByRole('status').textContent();
    await approve(page);
    await approve(page);
    const seen = [await told()];

    await page.reload();
    seen.push(await told());
    await page.goBack();
    seen.push(await told());
    await page.goForward();
    seen.push(await told());

    expect(seen).toHaveLength(4);
    for (const words of seen) expect(words).toContain('Your approval is recorded');
    expect(setup.request().votes).toHaveLength(1);
  });

  test('H3 accepts its own form from a browser, but not the same fields from a page of another site', async () => {
    const { page, setup } = await open({}, viewport);
    const opened = await page.content();
    const nonce = /name="nonce" value="([^"]+)"/.exec(opened)?.[1] ?? '';
    const fields = Object.entries({ ...approving, nonce }).map(
      ([name, value]) => `<input name="${name}" value="${value}">`,
    );
    const attack = `<form method="post" action="${page.url()}">${fields.join('')}<button>Win a prize</button></form>`;
    const evil = await serve(
      createServer((_request, response) => response.setHeader('content-type', 'text/html').end(attack)),
      { port: 0 },
    );
    undoing.push(() => evil.stop());

    // The same computer under another name is another site.
    await page.goto(evil.url.replace('127.0.0.1', 'localhost'));
    await page.getByRole('button').click();
    await page.waitForLoadState();

    expect(await page.title()).toBe('This form was not sent from this page · Greenlight');
    expect(setup.request()).toMatchObject({ status: 'PENDING', votes: [] });

    await page.goto(page.url());
    await approve(page);
    expect(setup.request()).toMatchObject({ status: 'APPROVED', votes: [{ by: ana }] });
  });

  test('has the decision in view, or leads to it with one press from the foot', async () => {
    const { page } = await open({}, viewport);
    const link = page.getByRole('link', { name: 'Approve…' });
    const choice = page.getByRole('radio', { name: 'Approve' });
    expect(await link.isVisible()).toBe(viewport.width < 1024);
    expect(await choice.isChecked()).toBe(false);
    if (await link.isVisible()) {
      expect(await isInView(page, link)).toBe(true);
      await link.click();
      expect(await choice.isChecked()).toBe(true);
    }

    expect(await isInView(page, choice)).toBe(true);
  });

  test('keeps the line breaks that people typed', async () => {
    const { page } = await open({ notes: 'first line\nsecond line' }, viewport);

    expect(await page.getByText('first line').innerText()).toBe('first line\nsecond line');
  });
});

/** Ana's page of a pending request. */
async function open(hookDetails: object, viewport: { width: number; height: number }) {
  const setup: Setup = approvalSetup();
  await setup.gate({ reviewers: [ana, ben], ...hookDetails })();
  const served = await serve(createServer(getRequestListener(setup.desk.fetch)), { port: 0 });
  undoing.push(() => served.stop());
  if (!context) throw new Error('the browser is gone');
  const page = await cleanPage(context, { viewport });
  await page.goto(served.url + setup.link(ana));
  return { page, setup };
}

async function approve(page: Page): Promise<void> {
  if (await page.getByText('Change your decision').isVisible()) await page.getByText('Change your decision').click();
  await page.getByRole('radio', { name: 'Approve' }).check();
  await page.getByLabel(/I looked at 1\.42/).check();
  await send(page);
}

/** Sends the form unchanged, even if the browser itself would ask for more. */
async function send(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Record my decision' }).click();
  await page.waitForLoadState();
}

/** Whether an element is completely in the window. */
async function isInView(page: Page, element: ReturnType<Page['getByRole']>): Promise<boolean> {
  const box = await element.boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}

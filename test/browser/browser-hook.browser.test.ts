import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ChromiumPlace, playwrightLoader } from '../../browser/function/playwright-loader.ts';
import type { PageLoader } from '../../src/checks/browser/page-loader.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import { twoShops } from '../checks/browser/two-shops.ts';
import { closedPort, serveHttp } from '../checks/smoke/local-servers.ts';
import { chromiumForHook } from '../helpers/browser.ts';
import { goodShop, type Shop, serveShops } from './a-shop.ts';

const chromium = await chromiumForHook();

describe.skipIf(chromium === undefined)('the browser hook', () => {
  let folder: string;
  let loader: PageLoader;
  let shops: Record<'blue' | 'green', Shop>;
  let seen: string[];
  let port: number;

  const loaderWith = (place: Partial<ChromiumPlace> = {}) =>
    playwrightLoader({
      allowLoopback: true,
      folder,
      findChromium: async () => ({ ...(chromium as ChromiumPlace), ...place }),
    });

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'browser-hook-'));
    loader = loaderWith();
  });
  afterAll(() => rm(folder, { recursive: true }));
  beforeEach(async () => {
    shops = { blue: goodShop, green: goodShop };
    seen = [];
    ({ port } = await serveHttp((request, response) => serveShops(shops, seen)(request, response)));
  });

  const run = (hookDetails: JsonObject, using = loader) =>
    twoShops(port).run(using, { timeoutSeconds: 10, ...hookDetails });

  test('opens the pages of green and nothing of blue, and leaves nothing behind', async () => {
    const pages = ['/', { path: '/products', selector: '.product', text: 'Chair' }];

    expect(await run({ pages })).toMatchObject({ kind: 'pass', reason: '2 of 2 pages loaded without errors' });
    expect(seen).toEqual(['green /', 'green /products']);
    expect(await readdir(folder)).toEqual([]);
  });

  test.each<[string, Shop, string | RegExp]>([
    ['a page that is missing', {}, '/ found status 404 (allowed status 200)'],
    [
      'an error on the console',
      { '/': '<script>console.error("the cart is broken")</script>' },
      '/: console found the cart is broken (allowed none)',
    ],
    [
      'an exception, also a late one',
      { '/': '<script>setTimeout(() => { throw new Error("no cart") }, 50); fetch("/?later")</script>' },
      '/: page errors found no cart (allowed none)',
    ],
    [
      'a script that is missing',
      { '/': '<script src="/app.js"></script>' },
      /\/: requests found GET http:\/\/127\.0\.0\.1:\d+\/app\.js: status 404/,
    ],
    [
      'nothing that matches',
      { '/': '<h1 hidden class="offer">Sofa</h1>' },
      '/: selector found nothing visible matches .offer',
    ],
    ['a redirect to somewhere else', { '/': 'to http://elsewhere.example/' }, 'leads to another host or port'],
  ])('fails with %s', async (_what, green, reason) => {
    shops.green = green;

    expect(await run({ pages: [{ path: '/', selector: '.offer' }], timeoutSeconds: 2 })).toMatchObject({
      kind: 'fail',
      reason: typeof reason === 'string' ? expect.stringContaining(reason) : expect.stringMatching(reason),
    });
  });

  test('follows a redirect of green that stays with green', async () => {
    shops.green = { ...goodShop, '/': 'to /products' };

    expect(await run({})).toMatchObject({ kind: 'pass' });
    expect(seen).toEqual(['green /', 'green /products']);
  });

  test('carries out steps, also over several pages of green, and says at which it is stuck', async () => {
    shops.green = {
      '/': '<form action="/found"><input name="q" aria-label="Search"><button>Search</button></form>',
      '/found': '<script>document.write("<p class=found>" + new URLSearchParams(location.search).get("q"))</script>',
    };
    const steps = [{ fill: 'input', with: 'sofa' }, { click: 'text=Search' }, { wait: '.found' }];

    expect(await run({ pages: [{ path: '/', steps, text: 'sofa' }] })).toMatchObject({ kind: 'pass' });
    expect(seen).toEqual(['green /', 'green /found?q=sofa']);
    const stuck = [...steps.slice(0, 2), { click: '.pay' }];
    expect(await run({ pages: [{ path: '/', steps: stuck }], timeoutSeconds: 3 })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('/: steps found step 3 (click .pay) was not possible in time'),
    });
  });

  test('does not let a step leave green', async () => {
    shops.green = { '/': '<a href="/away">Away</a>', '/away': 'to http://elsewhere.example/' };

    expect(await run({ pages: [{ path: '/', steps: [{ click: 'text=Away' }] }] })).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('leads to another host or port'),
    });
  });

  test('reaches no other host: not for pictures, scripts, redirects, WebSockets or this computer itself', async () => {
    const outside = await serveHttp((_request, response) => response.end());
    const there = `127.0.0.1:${outside.port}`;
    shops.green = {
      '/': `<h1>Shop</h1><img src="http://${there}/a.png" alt=""><img src="/led" alt=""><script src="https://cdn.example.com/x.js"></script>
        <script>new WebSocket("ws://${there}/s"); fetch("http://localhost:${outside.port}/f").catch(() => {});
        navigator.sendBeacon("http://169.254.169.254/latest/meta-data/")</script>`,
      '/led': `to http://${there}/led`,
    };

    const verdict = await run({ ignore: ['/led'] });

    expect(verdict).toMatchObject({ kind: 'pass' });
    const blocked = verdict.findings?.find(({ name }) => name === '/: other hosts')?.found;
    for (const host of [there, 'cdn.example.com:443', '169.254.169.254:80', `localhost:${outside.port}`]) {
      expect(blocked).toContain(host);
    }
    expect(outside.connections).toBe(0);
  });

  test('reaches a host that is allowed, if its address is not forbidden', async () => {
    const outside = await serveHttp((_request, response) => response.end('window.ready = true'));
    shops.green = { '/': `<script src="http://localhost:${outside.port}/lib.js"></script>` };

    await run({ allowHosts: [`localhost:${outside.port}`] });

    expect(outside.requests).toEqual(['GET /lib.js']);
  });

  test('is an error if nothing answers, or only in silence', async () => {
    shops.green = { '/': 'silence' };
    expect(await run({ timeoutSeconds: 1 })).toMatchObject({
      kind: 'error',
      reason: 'the pages could not be opened: /: no answer in time',
    });

    port = await closedPort();
    expect(await run({})).toMatchObject({ kind: 'error', reason: expect.stringMatching(/\/: net::ERR_/) });
  });

  test('fails a page that never ends', async () => {
    shops.green = { '/': '<script>for (;;);</script>' };

    expect(await run({ timeoutSeconds: 2 })).not.toMatchObject({ kind: 'pass' });
    expect(await readdir(folder)).toEqual([]);
  });

  test('is an error if Chromium does not start, ends, or is not available', async () => {
    const fake = join(folder, 'ends');
    await writeFile(fake, '#!/bin/sh\nexit 1\n', { mode: 0o755 });
    expect(await run({}, loaderWith({ executablePath: fake }))).toMatchObject({
      kind: 'error',
      reason: expect.stringContaining('Chromium did not work'),
    });
    await rm(fake);

    const unpacked = playwrightLoader({
      ...{ allowLoopback: true, folder },
      findChromium: () => Promise.reject(new Error('ENOSPC: no space left on device, write')),
    });
    expect(await run({}, unpacked)).toMatchObject({ kind: 'error', reason: expect.stringContaining('ENOSPC') });
    expect(await readdir(folder)).toEqual([]);
  });

  test('is an error if the page crashes', async () => {
    shops.green = { '/': '<script>location = "chrome://crash"</script>' };
    const crashing = loaderWith({ flags: [...(chromium?.flags ?? []), '--js-flags=--max-old-space-size=20'] });
    shops.green = { '/': '<script>const kept = []; for (;;) kept.push(new Array(1e6).fill({}))</script>' };

    expect(await run({ timeoutSeconds: 20 }, crashing)).toMatchObject({
      kind: 'error',
      reason: expect.stringMatching(/the page crashed|Chromium/),
    });
  });
});

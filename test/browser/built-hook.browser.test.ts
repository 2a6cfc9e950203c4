import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildBrowser } from '../../scripts/build-browser.ts';
import type { JsonObject } from '../../src/hook/json.ts';
import type { Report } from '../../src/hook/report.ts';
import { serveHttp } from '../checks/smoke/local-servers.ts';
import { type RunningFunction, runFunction } from '../functions/deployed.ts';
import { chromiumForHook } from '../helpers/browser.ts';
import { makeCacheFolder } from '../helpers/cache-folder.ts';
import { ecsEvent } from '../helpers/hook.ts';
import { goodShop, type Shop, serveShops } from './a-shop.ts';

const chromium = await chromiumForHook();

describe.skipIf(chromium === undefined)('the built browser hook', () => {
  let folder: string;
  let hook: RunningFunction;
  /** The shop at each of two addresses. */
  let shops: Record<'blue' | 'green', Shop>;
  let addresses: { baseUrl: string; productionUrl: string };
  /** What is in the bucket, by key. */
  const stored = new Map<string, { type: string | undefined; body: Buffer }>();
  const bucket = createServer(async (request, response) => {
    const [, key = ''] = /^\/ledger\/([^?]*)/.exec(request.url ?? '') ?? [];
    stored.set(decodeURIComponent(key), { type: request.headers['content-type'], body: await buffer(request) });
    response.end();
  });

  beforeAll(async () => {
    folder = await makeCacheFolder('browser-hook');
    // Playwright is the one of the main install, whose Chromium is not the packed one either.
    await buildBrowser({ outdir: join(folder, 'built'), withPackages: false });
    await new Promise<void>((listening) => bucket.listen(0, '127.0.0.1', listening));
    hook = await runFunction(pathToFileURL(join(folder, 'built/index.mjs')).href, {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(bucket.address() as AddressInfo).port}`,
      ...{ AWS_REGION: 'us-west-2', AWS_ACCESS_KEY_ID: 'testing', AWS_SECRET_ACCESS_KEY: 'testing' },
      ...{ LEDGER_BUCKET: 'ledger', POWERTOOLS_SERVICE_NAME: 'browser-hook' },
      ...{ BROWSER_ALLOW_LOOPBACK: 'yes', CHROME_PATH: chromium?.executablePath ?? '', ...chromium?.environment },
    });
  });
  afterAll(async () => {
    await hook?.stop();
    bucket.closeAllConnections();
    bucket.close();
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    stored.clear();
    shops = { blue: goodShop, green: goodShop };
    const serve = (side: 'blue' | 'green') =>
      serveHttp((request, response) => serveShops({ blue: shops[side], green: shops[side] })(request, response));
    const [green, blue] = await Promise.all([serve('green'), serve('blue')]);
    addresses = { baseUrl: `http://127.0.0.1:${green.port}`, productionUrl: `http://127.0.0.1:${blue.port}` };
  });

  const ask = (details: JsonObject) =>
    hook.invoke(ecsEvent({ hookDetails: { ...addresses, allowUnproved: true, timeoutSeconds: 10, ...details } }));

  const report = () =>
    JSON.parse([...stored].find(([key]) => key.startsWith('reports/'))?.[1].body.toString() ?? '{}') as Report;

  test('finds two versions that look the same', async () => {
    expect(await ask({ maxDifferencePercent: 0 })).toMatchObject({
      hookStatus: 'SUCCEEDED',
      reason: '1 of 1 pages loaded without errors; /: difference: 0 % of pixels differ from blue',
    });
    const [shown] = report().screenshots ?? [];
    expect(shown).toMatchObject({ page: '/', percent: 0, maxPercent: 0 });
    for (const key of [shown?.green, shown?.blue, shown?.difference]) {
      expect(stored.get(key ?? '')).toMatchObject({ type: 'image/png' });
      expect(
        stored
          .get(key ?? '')
          ?.body.subarray(1, 4)
          .toString(),
      ).toBe('PNG');
    }
  });

  test('finds what looks different, and hides what always does', async () => {
    shops.green = { '/': '<h1>Shop</h1><p class="offer" style="background: red">Sofa, 499</p>' };

    expect(await ask({ maxDifferencePercent: 0.1 })).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringMatching(
        /\/: difference found [\d.]+ % of pixels differ from blue \(allowed at most 0\.1 %/,
      ),
    });
    expect(await ask({ maxDifferencePercent: 0.1, hide: ['.offer'] })).toMatchObject({ hookStatus: 'SUCCEEDED' });
  });

  test('keeps the picture of a page that fails, and its report', async () => {
    shops.green = {};

    expect(await ask({ compare: true })).toMatchObject({ hookStatus: 'FAILED' });
    expect(report()).toMatchObject({ check: 'browser', verdict: 'fail', screenshots: [{ page: '/' }] });
    expect(report().screenshots?.[0]).not.toHaveProperty('blue');
  });

  test('refuses a configuration before anything is opened', async () => {
    expect(await ask({ pages: ['products'] })).toMatchObject({
      hookStatus: 'FAILED',
      reason: expect.stringContaining('hookDetails.pages[0]: expected a path that begins with a slash'),
    });
  });
});

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll } from 'vitest';
import { oneAtATime } from '../../scripts/one-at-a-time.ts';
import {
  type ChromiumPlace,
  findInstalledChromium,
  unpackChromium,
} from '../../src/sandbox/story/clicks/find-chromium.ts';

/**
 * The browser of a worker, for a test file: to start one takes longer than to load most of our pages. What a file has opened is closed after it.
 *
 * @param launch - starts it if there is none yet, or none any more
 */
export function sharedIn(launch: () => Promise<Browser | undefined>): () => Promise<Browser | undefined> {
  let started: Promise<Browser | undefined> | undefined;
  return async () => {
    afterAll(async () => {
      for (const context of (await started)?.contexts() ?? []) await context.close();
    });
    if (!(await started)?.isConnected()) started = launch();
    return await started;
  };
}

/**
 * A Chromium: the one that `CHROME_PATH` names, else one that is installed, else the one that `@sparticuz/chromium`
 * unpacks. If none is available, the result is undefined and the reason is printed; under `CI=true` that is a failure.
 */
export const sharedBrowser = sharedIn(async () => {
  const failures: string[] = [];
  for (const launch of [launchInstalled, launchUnpacked]) {
    try {
      return await launch();
    } catch (error) {
      failures.push(error instanceof Error ? (error.message.split('\n', 1)[0] ?? '') : String(error));
    }
  }
  const reason = `no browser for the browser tests: ${failures.join('; ')}; set CHROME_PATH to a Chromium or Chrome`;
  if (process.env['CI'] === 'true') {
    throw new Error(reason);
  }
  console.warn(`skipped: ${reason}`);
  return undefined;
});

/**
 * The page of a context, as it was when it was new: to open another one takes longer than to load most of our pages. What cannot be taken back, such as a
 * clock of its own, needs another context.
 */
export async function cleanPage(
  context: BrowserContext,
  {
    viewport = { width: 1280, height: 720 },
    colorScheme = 'light',
  }: Pick<BrowserContextOptions, 'viewport' | 'colorScheme'> = {},
): Promise<Page> {
  const page = context.pages()[0] ?? (await context.newPage());
  for (const other of context.pages().slice(1)) await other.close();
  await page.removeAllListeners();
  await context.clearCookies();
  await page.unrouteAll();
  await page.setExtraHTTPHeaders({});
  if (viewport) await page.setViewportSize(viewport);
  await page.emulateMedia({ media: null, colorScheme });
  return page;
}

/** For tests of the browser hook, which starts it itself. Undefined, with the reason printed, if there is none; under `CI=true` that is a failure. */
export async function chromiumForHook(): Promise<ChromiumPlace | undefined> {
  try {
    return findInstalledChromium() ?? (await unpackOnce());
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(`skipped: no Chromium for the browser hook: ${String(error)}`);
    return undefined;
  }
}

export async function launchInstalled(): Promise<Browser> {
  const place = findInstalledChromium();
  if (place === undefined) throw new Error('none is installed in the usual places');
  return await chromium.launch({ executablePath: place.executablePath, args: place.flags });
}

/** The package believes that a Chromium is complete which another worker is still writing. */
async function unpackOnce(): Promise<ChromiumPlace> {
  return await oneAtATime(join(tmpdir(), 'greenlight-chromium.lock'), unpackChromium);
}

/**
 * The one in `@sparticuz/chromium`.
 *
 * @param more - further arguments of Chromium
 * @param variables - of its environment. Default: only those that it needs
 */
export async function launchUnpacked(
  more: readonly string[] = [],
  variables: NodeJS.ProcessEnv = {},
): Promise<Browser> {
  const { executablePath, flags, environment } = await unpackOnce();
  const env = { ...process.env, ...environment, ...variables };
  return await chromium.launch({ executablePath, args: [...flags, ...more], env });
}

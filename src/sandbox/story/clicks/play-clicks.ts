import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { messageOf } from '../../../wording/values.ts';
import type { Sandbox } from '../../sandbox.ts';
import { clickThrough, type PressedScreen } from './click-through.ts';
import { findInstalledChromium, unpackChromium } from './find-chromium.ts';

/** The result of the story: one JSON object. */
type PlayedClicks = {
  story: 'clicks';
  ok: boolean;
  /** Why it is not. */
  problems: string[];
  /** Real time from the first look at the sandbox to the approved release. */
  seconds: number;
  /** Everything that was pressed, in order. */
  screens: PressedScreen[];
};

/** How long somebody may take. */
export const maxSecondsOfClicks = 120;

/** Plays it in a browser that has been started. */
export async function playClicks(
  browser: Browser,
  { urls }: Pick<Sandbox, 'urls'>,
  say: (line: string) => void,
): Promise<PlayedClicks> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB' });
  const started = performance.now();
  const tooLong = new AbortController();
  const limit = sleep(maxSecondsOfClicks * 1000, undefined, { ref: false, signal: tooLong.signal }).then(
    () =>
      tooLong.abort(new Error(`the release was not approved and in production within ${maxSecondsOfClicks} seconds`)),
    () => {},
  );
  const result = (problems: string[], screens: PressedScreen[]): PlayedClicks => ({
    ...{ story: 'clicks', ok: problems.length === 0, problems, screens },
    seconds: Math.round((performance.now() - started) / 100) / 10,
  });
  try {
    const screens = await clickThrough(context, { dashboardUrl: urls.dashboard, say, signal: tooLong.signal });
    return result([], screens);
  } catch (error) {
    return result([messageOf(error)], []);
  } finally {
    tooLong.abort();
    await limit;
    await context.close();
  }
}

/**
 * Starts a Chromium as the browser tests do.
 *
 * @throws Error if the package that drives it, or a Chromium, is not there; the message says what to do
 */
export async function startChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core').catch((cause: unknown) => {
    throw new Error(
      'a browser is driven by the package playwright-core, which comes with the repository; run npm install playwright-core',
      { cause },
    );
  });
  const place = findInstalledChromium() ?? (await unpackChromium().catch(() => undefined));
  if (place === undefined) {
    throw new Error('no Chromium is installed; set CHROME_PATH to a Chromium or Chrome');
  }
  const { executablePath, flags: args, environment } = place;
  const env = { ...process.env, ...environment } as Record<string, string>;
  return await chromium.launch({ executablePath, args, env }).catch((cause: unknown) => {
    throw new Error(`the browser ${executablePath} does not start; set CHROME_PATH to a Chromium or Chrome`, { cause });
  });
}

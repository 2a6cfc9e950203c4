import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

/** No background traffic, no GPU, no sandbox (which a container's root user cannot have). */
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const usualPlaces = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Starts a Chromium: the one that `CHROME_PATH` names, else one that is installed, else the one that `@sparticuz/chromium`
 * unpacks. If none is available, the result is undefined and the reason is printed; under `CI=true` that is a failure.
 */
export async function launchBrowser(): Promise<Browser | undefined> {
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
}

/** For tests of the browser hook, which starts it itself. Undefined, with the reason printed, if there is none; under `CI=true` that is a failure. */
export async function chromiumForHook(): Promise<ChromiumPlace | undefined> {
  try {
    return installedPath() ? findInstalled() : await findUnpacked();
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(`skipped: no Chromium for the browser hook: ${String(error)}`);
    return undefined;
  }
}

type ChromiumPlace = { executablePath: string; flags: string[]; environment?: Record<string, string> };

export async function launchInstalled(): Promise<Browser> {
  const { executablePath, flags } = findInstalled();
  return await chromium.launch({ executablePath, args: flags });
}

function installedPath(): string | undefined {
  return process.env['CHROME_PATH'] ?? usualPlaces.find((path) => existsSync(path));
}

function findInstalled(): ChromiumPlace {
  const executablePath = installedPath();
  if (executablePath === undefined) {
    throw new Error('none is installed in the usual places');
  }
  return { executablePath, flags: quiet };
}

/**
 * The one in `@sparticuz/chromium`, with the shared libraries that it contains for Lambda, because a machine without a browser may lack those too.
 * Without the arguments that the package recommends for Lambda: `--single-process` dies with the first page that is closed.
 *
 * @param more - further arguments of Chromium
 */
export async function launchUnpacked(more: readonly string[] = []): Promise<Browser> {
  const { executablePath, flags, environment } = await findUnpacked();
  return await chromium.launch({ executablePath, args: [...flags, ...more], env: { ...process.env, ...environment } });
}

async function findUnpacked(): Promise<ChromiumPlace> {
  const { default: unpacked } = await import('@sparticuz/chromium');
  // The package unpacks its libraries only if it detects Lambda.
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs24.x';
  const executablePath = await unpacked.executablePath().finally(() => delete process.env['AWS_LAMBDA_JS_RUNTIME']);
  return { executablePath, flags: quiet, environment: { LD_LIBRARY_PATH: join(tmpdir(), 'al2023', 'lib') } };
}

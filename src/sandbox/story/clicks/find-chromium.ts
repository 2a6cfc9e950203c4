import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A Chromium on this computer, and how to start it. */
export type ChromiumPlace = { executablePath: string; flags: string[]; environment?: Record<string, string> };

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

/** The Chromium that `CHROME_PATH` names, otherwise one that is installed in a usual place; undefined if there is none. */
export function findInstalledChromium(): ChromiumPlace | undefined {
  const executablePath = process.env['CHROME_PATH'] ?? usualPlaces.find((path) => existsSync(path));
  return executablePath === undefined ? undefined : { executablePath, flags: quiet };
}

/**
 * The one in `@sparticuz/chromium`, a development package, with the shared libraries that it contains for Lambda, because a machine without a browser
 * may lack those too. Without the arguments that the package recommends for Lambda: `--single-process` dies with the first page that is closed.
 *
 * @throws Error if the package is not installed, or cannot be unpacked
 */
export async function unpackChromium(): Promise<ChromiumPlace> {
  const { default: unpacked } = await import('@sparticuz/chromium');
  // The package unpacks its libraries only if it detects Lambda.
  process.env['AWS_LAMBDA_JS_RUNTIME'] = 'nodejs24.x';
  const executablePath = await unpacked.executablePath().finally(() => delete process.env['AWS_LAMBDA_JS_RUNTIME']);
  return { executablePath, flags: quiet, environment: { LD_LIBRARY_PATH: join(tmpdir(), 'al2023', 'lib') } };
}

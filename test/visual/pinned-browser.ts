import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { launchUnpacked, sharedIn } from '../helpers/browser.ts';

const require = createRequire(import.meta.url);

/** Those of the page, by what it calls them, with their names in the pinned package. They have every character that our pages use. */
const fonts = [
  { family: 'pinned sans', weight: 'normal', name: 'DejaVu Sans' },
  { family: 'pinned sans', weight: 'bold', name: 'DejaVu Sans Bold' },
  { family: 'pinned mono', weight: 'normal', name: 'DejaVu Sans Mono' },
];

/** Everything that a machine could draw in its own way: hinting, subpixels, colour profile, scale, scroll bars. */
const flags = [
  '--font-render-hinting=none',
  '--disable-lcd-text',
  '--disable-font-subpixel-positioning',
  '--force-color-profile=srgb',
  '--force-device-scale-factor=1',
  '--hide-scrollbars',
];

/**
 * Always the Chromium that npm pins, even if another one is installed, so that every machine draws the same. Undefined, with the reason printed, where it
 * does not run; under `CI=true` that is a failure.
 */
export const sharedPinned = sharedIn(async () => {
  try {
    return await launchUnpacked(flags, { FONTCONFIG_FILE: writeFontconfig() });
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    console.warn(`skipped: the pinned Chromium for pictures does not run here: ${String(error).split('\n', 1)[0]}`);
    return undefined;
  }
});

/** What changes with time: colours and places that are on their way to those of another scheme or width, and the caret. */
const still = '*,::before,::after{transition:none!important;caret-color:transparent!important}';

/** A context whose pages use the pinned fonts instead of those of the machine. The policy of a page would refuse them, so it is not applied. */
export async function pinnedContext(browser: Browser, colorScheme: 'light' | 'dark'): Promise<BrowserContext> {
  const context = await browser.newContext({
    colorScheme,
    bypassCSP: true,
    reducedMotion: 'reduce',
    deviceScaleFactor: 1,
  });
  const faces = fonts.map(
    ({ family, weight, name }) => `@font-face{font-family:"${family}";font-weight:${weight};src:local("${name}")}`,
  );
  const css = `${faces.join('')}:root{--sans:"pinned sans"!important;--mono:"pinned mono"!important}${still}`;
  await context.addInitScript(`addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.textContent = ${JSON.stringify(css)};
    document.head.append(style);
  })`);
  return context;
}

/** Of a browser that finds the pinned fonts and no others: it reads them once, and not with every page. */
function writeFontconfig(): string {
  const folder = join(tmpdir(), 'greenlight-fonts');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `fonts-${process.pid}.conf`);
  const fontFolder = dirname(require.resolve('dejavu-fonts-ttf/ttf/DejaVuSans.ttf'));
  writeFileSync(file, `<fontconfig><dir>${fontFolder}</dir><cachedir>${folder}</cachedir></fontconfig>`);
  return file;
}

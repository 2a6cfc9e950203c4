import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOnce } from '../../src/hook/load-once.ts';
import type { ChromiumPlace } from './playwright-loader.ts';

/** For a Chromium that is installed, and for one that has more than a function's memory. */
const installedFlags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'];

/** Finds Chromium once: the installed one that is named, or the one that `@sparticuz/chromium` unpacks to /tmp. */
export function chromiumFinder(executablePath: string | undefined): () => Promise<ChromiumPlace> {
  return executablePath === undefined ? loadOnce(unpack) : async () => ({ executablePath, flags: installedFlags });
}

/** Unpacking that was interrupted leaves a file that looks complete to the package, so that a new process never uses an earlier one's. */
async function unpack(): Promise<ChromiumPlace> {
  const { default: packed } = await import('@sparticuz/chromium');
  const left = join(tmpdir(), 'chromium');
  await rm(left, { force: true });
  try {
    return { executablePath: await packed.executablePath(), flags: packed.args };
  } catch (error) {
    await rm(left, { force: true });
    throw error;
  }
}

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions } from './build.ts';

const builds = fileURLToPath(new URL('../.cache/functions', import.meta.url));

/**
 * Builds the functions into a folder that belongs to this process, and removes those of processes that have ended.
 *
 * @returns the folder that has `<function>/index.mjs` for each
 */
export async function buildForTests(): Promise<string> {
  mkdirSync(builds, { recursive: true });
  for (const pid of readdirSync(builds)) {
    if (!isRunning(Number(pid))) rmSync(join(builds, pid), { recursive: true, force: true });
  }
  const folder = join(builds, String(process.pid));
  await buildFunctions(folder);
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

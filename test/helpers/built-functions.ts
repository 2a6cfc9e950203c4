import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions } from '../../scripts/build.ts';

const builds = fileURLToPath(new URL('../../.cache/functions', import.meta.url));
let built: Promise<string> | undefined;

/**
 * The functions as they are deployed, built once for all files of a test worker.
 *
 * @returns the folder that has `<function>/index.mjs` for each
 */
export function builtFunctions(): Promise<string> {
  built ??= build();
  return built;
}

async function build(): Promise<string> {
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

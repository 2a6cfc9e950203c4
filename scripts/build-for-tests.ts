import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { buildFunctions, type FunctionName } from './build.ts';
import { makeProcessFolder } from './process-folder.ts';

/** What esbuild reports about each function. */
const metafiles = 'metafiles.json';
const builds = fileURLToPath(new URL('../.cache/functions', import.meta.url));

/**
 * Builds the functions into a folder that belongs to this process, and removes those of processes that have ended.
 *
 * @returns the folder that has `<function>/index.mjs` for each
 */
export async function buildForTests(): Promise<string> {
  const folder = makeProcessFolder(builds);
  writeFileSync(join(folder, metafiles), JSON.stringify(await buildFunctions(folder)));
  return folder;
}

/**
 * Like `buildFunctions`, except that it copies what `npm test` has built for all tests, if it has.
 *
 * @param outdir gets `<function>/index.mjs` for each
 */
export async function obtainFunctions(outdir: string): Promise<Record<FunctionName, Metafile>> {
  const shared = process.env['BUILT_FUNCTIONS'];
  if (shared === undefined) return await buildFunctions(outdir);
  cpSync(shared, outdir, { recursive: true });
  return JSON.parse(readFileSync(join(shared, metafiles), 'utf8'));
}

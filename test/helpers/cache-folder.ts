import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../.cache', import.meta.url));

/**
 * The value of NODE_COMPILE_CACHE for the programs that tests start often: most of the time of a start is V8's compiling and, of the sources,
 * taking the types away.
 */
export const compileCache = join(cache, 'compiled');

/**
 * A new folder inside the repository, `.cache/<name>-…`, where what is built finds the packages of node_modules. The test removes it.
 *
 * @returns its path
 */
export async function makeCacheFolder(name: string): Promise<string> {
  await mkdir(cache, { recursive: true });
  return await mkdtemp(join(cache, `${name}-`));
}

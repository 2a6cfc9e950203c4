import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

export type Bundle = {
  path: string;
  /** Builds it anew. */
  rebuild(source: string): Promise<void>;
};

/** A bundle with this source, in a folder of its own. */
export async function writeBundle(source: string, name = 'index.mjs'): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-bundle-'));
  folders.push(folder);
  const path = join(folder, name);
  await writeFile(path, source);
  return {
    path,
    async rebuild(next) {
      await writeFile(path, next);
      // Later than before, however coarse the file system's clock is.
      await utimes(path, new Date(), new Date(Date.now() + 10_000));
    },
  };
}

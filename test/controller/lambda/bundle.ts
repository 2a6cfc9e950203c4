import { mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll } from 'vitest';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

export type Bundle = {
  path: string;
  /** Builds it again. */
  rebuild(source: string): Promise<void>;
  /** Writes a file next to it, or in a folder next to it. */
  write(name: string, source: string): Promise<void>;
  /** Removes such a file. */
  remove(name: string): Promise<void>;
};

/** A bundle with this source, in its own folder. */
export async function writeBundle(source: string, name = 'index.mjs'): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'greenlight-bundle-'));
  folders.push(folder);
  const path = join(folder, name);
  await writeFile(path, source);
  let writes = 0;
  const write = async (to: string, next: string) => {
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, next);
    // Later than before, even with a coarse file system clock.
    await utimes(to, new Date(), new Date(Date.now() + ++writes * 10_000));
  };
  return {
    path,
    rebuild: (next) => write(path, next),
    write: (beside, next) => write(join(folder, beside), next),
    remove: (beside) => rm(join(folder, beside)),
  };
}

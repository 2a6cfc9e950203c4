import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';

/** A folder for hooks that a test writes. Resolves to the file. */
export function useWrittenHooks(): (name: string, source: string) => Promise<string> {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'written-hooks-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  return async (name, source) => {
    const file = join(folder, name);
    await writeFile(file, source);
    return file;
  };
}

/** What a hook returns if it is called. */
export const succeeds = `({ hookStatus: 'SUCCEEDED', reason: 'it was called' })`;

/** Of a failure, as one line. */
export function oneLine(stderr: string): string {
  return stderr.replace(/\n {2}next: /, '; ');
}

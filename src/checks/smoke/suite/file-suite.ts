import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { formatError } from '../../../wording/values.ts';
import { decodeSuite, maxSuiteBytes, SuiteReadError, tooLarge } from './suite-reader.ts';

/**
 * Reads a suite from the first of these folders that has it. Links inside a folder are followed, but not out of it.
 *
 * @param path relative, without `..`
 * @throws {SuiteReadError}
 */
export async function readSuiteFile(path: string, folders: readonly string[]): Promise<string> {
  for (const folder of folders) {
    const found = await resolveInside(folder, path);
    if (found !== undefined) return readText(found);
  }
  throw new SuiteReadError(`there is no such file in ${folders.join(' or ')}`, { isTemporary: false });
}

/** The file's real path; undefined if there is none. */
async function resolveInside(folder: string, path: string): Promise<string | undefined> {
  const top = await realPathOf(folder);
  const file = top && (await realPathOf(join(top, path)));
  if (!file) return undefined;
  if (file.startsWith(top + sep)) return file;
  throw new SuiteReadError(`it leads out of ${folder}`, { isTemporary: false });
}

async function realPathOf(path: string): Promise<string | undefined> {
  try {
    return await realpath(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new SuiteReadError(formatError(error), { isTemporary: false, cause: error });
  }
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

async function readText(file: string): Promise<string> {
  const handle = await open(file).catch((cause: unknown) => {
    throw new SuiteReadError(formatError(cause), { isTemporary: false, cause });
  });
  try {
    const facts = await handle.stat();
    if (!facts.isFile()) throw new SuiteReadError('it is not a file', { isTemporary: false });
    if (facts.size > maxSuiteBytes) throw tooLarge();
    return decodeSuite(await handle.readFile());
  } finally {
    await handle.close();
  }
}

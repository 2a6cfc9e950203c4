import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { formatFileError } from '../../../wording/file-error.ts';
import { CliError } from '../../command/cli-error.ts';

/**
 * Writes all of the files or none, and never over another one.
 *
 * @param files texts by their paths in the folder
 * @throws {CliError}
 */
export function writeNewFiles(folder: string, files: Readonly<Record<string, string>>): void {
  const existing = Object.keys(files).filter((path) => existsSync(join(folder, path)));
  if (existing.length > 0) {
    const more = existing.length > 3 ? ` and ${existing.length - 3} more` : '';
    throw new CliError(`${existing.slice(0, 3).join(', ')}${more} in ${folder} must not be overwritten`, {
      next: 'choose another name for the check, or move what exists; nothing was written',
    });
  }
  const written: string[] = [];
  try {
    for (const [path, text] of Object.entries(files)) {
      makeFolders(dirname(resolve(folder, path)));
      writeFileSync(join(folder, path), text, { flag: 'wx' });
      written.push(path);
    }
  } catch (cause) {
    for (const path of written) rmSync(join(folder, path), { force: true });
    throw new CliError(`${folder} cannot be written to: ${formatFolderError(cause)}`, {
      next: 'pass --folder <folder> with one that you may write to; nothing was written',
      cause,
    });
  }
}

/** Node's own `recursive` never ends in a file system that has no folders to make, such as /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  makeFolders(dirname(folder));
  mkdirSync(folder);
}

function formatFolderError(cause: unknown): string {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return 'you may not write to it';
  if (code === 'ENOENT') return 'no folder can be made there';
  return code === 'EEXIST' ? 'it is a file' : formatFileError(cause);
}

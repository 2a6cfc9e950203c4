import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { formatWriteError } from '../../wording/file-error.ts';
import { CliError } from './cli-error.ts';

/** Before there is anything to write. What the file holds is kept: there may never be anything, because of an error or Ctrl-C. */
export function refuseUnwritable(file: string): void {
  const isNew = !existsSync(file);
  writeOutput(file, '', 'a');
  if (isNew) rmSync(file);
}

/** @throws {CliError} if the file cannot be written */
export function writeOutput(file: string, text: string, flag: 'w' | 'a' = 'w'): void {
  try {
    writeFileSync(file, text, { flag });
  } catch (cause) {
    const next = 'name a file in a folder that exists';
    throw new CliError(`${file} cannot be written: ${formatWriteError(cause)}`, { next, cause });
  }
}

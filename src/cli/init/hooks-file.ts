import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { formatWriteError } from '../../wording/file-error.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import type { ChosenHook } from '../dialogue/choose-hooks.ts';

/** The file that `greenlight attach --file` reads. */
export function formatHooksFile({ cluster, service }: ServiceRef, hooks: readonly ChosenHook[], file: string): string {
  const list = stringify(hooks.map(({ kind, details }) => ({ hook: kind, hookDetails: details })));
  return `# The hooks of ${cluster}/${service}. To attach them, and after each change:
#   greenlight attach ${cluster}/${service} --file ${file}
${list}`;
}

/**
 * Writes a file as a whole or not at all, and never over another one unless that is wanted.
 *
 * @throws {CliError}
 */
export function writeWhole(file: string, text: string, { overwrite }: { overwrite: boolean }): void {
  const draft = `${file}.${process.pid}.new`;
  try {
    writeFileSync(draft, text, { flag: 'wx' });
    if (overwrite) renameSync(draft, file);
    else linkSync(draft, file);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') throw fileExists(file);
    throw new CliError(`${file} cannot be written: ${formatWriteError(cause)}`, {
      next: 'pass --file <file> in a folder that exists and that you may write to',
      cause,
    });
  } finally {
    rmSync(draft, { force: true });
  }
}

/** @throws {CliError} if the file exists, and must not be replaced */
export function refuseToReplace(file: string, overwrite: boolean): void {
  if (!overwrite && existsSync(file)) throw fileExists(file);
}

function fileExists(file: string): CliError {
  return new CliError(`${file} exists already`, { next: 'pass --overwrite to replace it, or --file <another file>' });
}

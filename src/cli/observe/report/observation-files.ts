import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isJsonObject } from '../../../hook/json.ts';
import { formatFileError } from '../../../wording/file-error.ts';
import { CliError } from '../../command/cli-error.ts';
import { type Observation, profileOf } from './observation.ts';
import { renderObservation } from './render-markdown.ts';

/**
 * Looks at the folder before a run that takes hours finds out that it cannot write there. What a run in an account has observed is not replaced:
 * only a run on our own controller can be repeated in seconds.
 *
 * @throws {CliError} if the folder cannot be written to, or has the report of a run in an account
 */
export function checkFolder(folder: string, { local, resume }: { local?: boolean; resume?: boolean }): void {
  if (folder.trim() === '')
    throw new CliError('--folder is empty', { next: 'pass --folder <folder>, or leave it out' });
  const file = join(folder, 'report.json');
  if (!resume && existsSync(file) && !isOfController(file)) {
    throw new CliError(`${file} already holds the observations of an earlier run in an account`, {
      next: `pass ${local ? '' : '--resume to continue it, or '}--folder <folder> with another one`,
    });
  }
  try {
    let nearest = resolve(folder);
    while (!existsSync(nearest)) nearest = dirname(nearest);
    // Permissions do not show everything. Where no folder can be made, such as in /proc, Node's recursive mkdir would never end.
    rmdirSync(mkdtempSync(join(nearest, '.greenlight-')));
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/**
 * Writes report.json, report.md and profile.json. Done after every experiment, so that nothing is lost if the next one fails.
 *
 * @throws {CliError} if the folder cannot be written to
 */
export function writeObservation(folder: string, observation: Observation): void {
  const files = {
    'report.json': formatJson(observation),
    'report.md': renderObservation(observation),
    'profile.json': formatJson(profileOf(observation)),
  };
  try {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  } catch (cause) {
    throw unwritable(folder, cause);
  }
}

/**
 * What an earlier run has observed.
 *
 * @throws {CliError} if there is no report.json of this version and place in the folder
 */
export function readObservation(folder: string, { version, observedOn }: Observation): Observation {
  const file = join(folder, 'report.json');
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not valid JSON' : formatFileError(cause);
    throw new CliError(`${file} cannot be continued: ${why}`, { next: 'leave out --resume to start again', cause });
  }
  const isOwn = isJsonObject(found) && found['version'] === version && found['observedOn'] === observedOn;
  if (!isOwn) {
    throw new CliError(`${file} cannot be continued: it is of another version of Greenlight, or of another place`, {
      next: 'leave out --resume, and pass --folder <folder> with another one',
    });
  }
  return found as unknown as Observation;
}

function isOfController(file: string): boolean {
  try {
    const found: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isJsonObject(found) && found['observedOn'] === 'controller';
  } catch {
    return false;
  }
}

function unwritable(folder: string, cause: unknown): CliError {
  return new CliError(`${folder} cannot be written to: ${formatFileError(cause)}`, {
    next: 'pass --folder <folder> with another one',
    cause,
  });
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../../hook/json.ts';
import { formatFileError } from '../../../wording/file-error.ts';
import { CliError } from '../../command/cli-error.ts';
import { type Observation, profileOf } from './observation.ts';
import { renderObservation } from './render-markdown.ts';

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
    throw new CliError(`${folder} cannot be written to: ${formatFileError(cause)}`, {
      next: 'pass --folder <folder> with another one',
      cause,
    });
  }
}

/**
 * What an earlier run has observed.
 *
 * @throws {CliError} if there is no report.json of this version and place in the folder
 */
export function readObservation(folder: string, { version, observedOn }: Observation): Observation {
  const file = join(folder, 'report.json');
  const next = 'leave out --resume to start again';
  let found: unknown;
  try {
    found = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? 'it is not valid JSON' : formatFileError(cause);
    throw new CliError(`${file} cannot be continued: ${why}`, { next, cause });
  }
  const isOwn = isJsonObject(found) && found['version'] === version && found['observedOn'] === observedOn;
  if (!isOwn) {
    throw new CliError(`${file} cannot be continued: it is of another version of Greenlight, or of another place`, {
      next,
    });
  }
  return found as unknown as Observation;
}

function formatJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

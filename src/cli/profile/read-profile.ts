import { InvalidArgumentError } from 'commander';
import type { Switches } from '../../controller/switches.ts';
import { isJsonObject } from '../../hook/json.ts';
import { formatFileError } from '../../wording/file-error.ts';
import { formatValue } from '../../wording/values.ts';
import { readEdited } from '../command/read-edited.ts';
import { switchReadings } from './switch-readings.ts';

/**
 * What `greenlight observe` has found out about ECS, for the commands that play deployments. `schemas/profile.schema.json` describes the file.
 */
export type Profile = {
  schemaVersion: 1;
  /** The day. */
  observedAt: string;
  /** `aws`, or our own controller. */
  observedOn: 'aws' | 'controller';
  /** Those that could be observed. For the others the defaults apply, which are hardest on a hook. */
  switches: Partial<Switches>;
};

/** The flag `--profile` of every command that plays deployments. */
export const profileHelp = 'the profile.json of greenlight observe: what it found out replaces assumptions about ECS';

/**
 * Reads the switches of a profile, for a flag.
 *
 * @throws {InvalidArgumentError} if it is not a profile; the message names the wrong value and what to write instead
 */
export function readProfile(file: string): Partial<Switches> {
  const profile = parseProfile(file);
  const { schemaVersion, switches } = profile;
  if (schemaVersion !== 1 || !isJsonObject(switches)) {
    throw new InvalidArgumentError(
      `it has schemaVersion ${formatValue(schemaVersion)} and ${switches === undefined ? 'no switches' : `switches ${formatValue(switches)}`}; write the profile.json of greenlight observe, with schemaVersion 1`,
    );
  }
  for (const [name, value] of Object.entries(switches)) {
    const wrong = wrongReading(name, value);
    if (wrong !== undefined) throw new InvalidArgumentError(`switches.${wrong}`);
  }
  return switches as Partial<Switches>;
}

/** What is wrong with a switch and its reading, and what to write instead; undefined if nothing is. */
function wrongReading(name: string, value: unknown): string | undefined {
  const readings = new Map<string, readonly unknown[]>(Object.entries(switchReadings)).get(name);
  if (!readings) {
    const known = Object.keys(switchReadings).join(', ');
    return `${name} is not a switch of this version of Greenlight; write one of ${known}, or use a profile that this version's greenlight observe has written`;
  }
  if (readings.includes(value)) return undefined;
  return `${name} cannot be ${formatValue(value)}; write ${readings.join(' or ')}`;
}

function parseProfile(file: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(readEdited(file));
  } catch (cause) {
    const what = cause instanceof SyntaxError ? 'it is not valid JSON' : formatFileError(cause);
    throw new InvalidArgumentError(`${what}; write the path of the profile.json that greenlight observe wrote`);
  }
  if (isJsonObject(value)) return value;
  throw new InvalidArgumentError(
    'it is not an object; write the path of the profile.json that greenlight observe wrote',
  );
}

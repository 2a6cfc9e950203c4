import { readSecrets, whyUnfit } from '../../checks/smoke/variables/read-secrets.ts';
import { CliError } from '../command/cli-error.ts';
import type { Named } from './smoke-flags.ts';

/**
 * Secrets of a suite from the environment variables that `--secret` names, and all others from where they are stored. Those are not read for a
 * secret that has a flag.
 *
 * @param given - names of environment variables by the names of secrets
 * @example secretsFromFlags({ token: 'TOKEN' }, process.env) // of --secret token=env:TOKEN
 * @throws {CliError} at once if a variable is not set, or its value cannot be kept out of reports; later, if a secret cannot be read
 */
export function secretsFromFlags(given: Named, env: NodeJS.ProcessEnv): typeof readSecrets {
  const values = Object.entries(given).map(([name, variable]): [string, string] => [
    name,
    readVariable(name, variable, env),
  ]);
  return async (secrets, load, signal) => {
    const stored = Object.entries(secrets).filter(([name]) => !Object.hasOwn(given, name));
    const read = await readSecrets(Object.fromEntries(stored), load, signal);
    if (!read.ok) {
      throw new CliError(read.reason, {
        next: 'sign in to AWS, or take it from an environment variable: --secret name=env:NAME',
      });
    }
    return { ok: true, values: new Map([...read.values, ...values]) };
  };
}

function readVariable(name: string, variable: string, env: NodeJS.ProcessEnv): string {
  const value = env[variable];
  const fault = value === undefined ? 'is not set' : whyUnfit(value);
  if (value === undefined || fault !== undefined) {
    throw new CliError(`--secret ${name}: the environment variable ${variable} ${fault}`, {
      next: `set ${variable} to the value of the secret`,
    });
  }
  return value;
}

import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { CliError } from '../command/cli-error.ts';

/**
 * Refuses a profile that neither of the AWS CLI's files has. Without it, the SDK only says that it found no credentials.
 *
 * @param profile of `--profile` or `AWS_PROFILE`
 * @throws {CliError}
 */
export function refuseUnknownProfile(
  profile: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): void {
  if (profile === undefined || profile === '' || profile === 'default') return;
  const folder = join(homedir(), '.aws');
  const files = [
    env['AWS_CONFIG_FILE'] ?? join(folder, 'config'),
    env['AWS_SHARED_CREDENTIALS_FILE'] ?? join(folder, 'credentials'),
  ];
  const known = [...new Set(files.flatMap((file) => profilesIn(read(file))))];
  if (known.includes(profile)) return;
  throw new CliError(`there is no profile ${profile} in ${files.join(' or ')}`, {
    next: known.length === 0 ? 'aws configure sso makes one' : `pass one of ${known.join(', ')}`,
  });
}

/** `[dev]`, `[profile dev]` and `[ profile "dev" ]`; sections of another kind have another first word. */
function profilesIn(text: string): readonly string[] {
  return [...text.matchAll(/^\s*\[\s*(?:profile\s+)?["']?([^\s"'\]]+)["']?\s*\]/gm)].map(([, name = '']) => name);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

import { readFileSync } from 'node:fs';

/** The version of the package that this command line is part of. */
export function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'));
  return String((manifest as { version?: unknown }).version);
}

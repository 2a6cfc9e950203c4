import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The version of the package that this command line is part of. */
export function ownVersion(): string {
  const file = findPackageJSON('.', import.meta.url);
  const manifest: unknown = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
  return String((manifest as { version?: unknown }).version);
}

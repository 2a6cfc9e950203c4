import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

/** What runs a bundle: the program that asks the Runtime API for events and calls the handler. */
export type RuntimeClient = {
  /** Name and version, for reports: `aws-lambda-ric 4.0.2`. */
  name: string;
  /** For `node`. */
  arguments: readonly string[];
};

/**
 * The client of Lambda's own Node.js runtimes, from a folder in which `aws-lambda-ric` is installed. Its JavaScript is used as it
 * is. The small native part, which only posts answers, is used if it was built; otherwise (`npm install --ignore-scripts`, macOS) a
 * stand-in posts them, and the name says so.
 *
 * @param from a file or folder; the package is in its `node_modules` or in a parent's
 * @throws Error naming what to install
 */
export function lambdaRuntimeClient(from: string): RuntimeClient {
  const manifest = findPackage(from);
  const folder = join(manifest, '..');
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  const entry = join(folder, 'index.mjs');
  if (existsSync(join(folder, 'rapid-client.node'))) return { name: `aws-lambda-ric ${version}`, arguments: [entry] };
  // This file is .ts in the project and .js in the package.
  const standIn = new URL(`./rapid-client${extname(import.meta.url)}`, import.meta.url);
  return { name: `aws-lambda-ric ${version} without its native part`, arguments: ['--import', standIn.href, entry] };
}

function findPackage(from: string): string {
  for (const folder of createRequire(join(from, 'any')).resolve.paths('aws-lambda-ric') ?? []) {
    const manifest = join(folder, 'aws-lambda-ric/package.json');
    if (existsSync(manifest)) return manifest;
  }
  const how = 'npm install --save-dev --ignore-scripts aws-lambda-ric';
  throw new Error(`aws-lambda-ric is not installed in ${from} or above; run ${how}`);
}

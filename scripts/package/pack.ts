import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage } from './build-package.ts';

/** `npm run pack [-- --pack-destination <folder>]`: makes the tarball that `npm install` takes, and prints its name. */

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const folder = join(root, '.cache/package');

await buildPackage(folder);
const flags = ['pack', folder, '--ignore-scripts', ...process.argv.slice(2)];
process.exitCode = spawnSync('npm', flags, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;

import { cpSync, globSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Copies what the compiler ignores (scripts for browsers) into the compiled package. */

const root = resolve(fileURLToPath(import.meta.url), '../..');
for (const asset of globSync('**/*.js', { cwd: join(root, 'src') }))
  cpSync(join(root, 'src', asset), join(root, 'lib', asset));

import { spawnSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm run screenshots`: plays the story in the browser tests, which take the screenshots, and copies them to where the README shows them. */

const root = resolve(fileURLToPath(import.meta.url), '../..');
const vitest = join(root, 'node_modules/.bin/vitest');
const { status } = spawnSync(vitest, ['run', '--project', 'stories'], { cwd: root, stdio: 'inherit' });
if (status === 0) {
  cpSync(join(root, '.cache/screenshots'), join(root, 'docs/images'), { recursive: true });
  console.log('docs/images has the pictures of this run');
}
process.exitCode = status ?? 1;

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** `npm run visual`: compares our pages with their pictures in test/visual/references; with `--update`, makes new ones. */

const root = resolve(fileURLToPath(import.meta.url), '../..');
const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), ['run', '--project', 'browser', 'test/visual'], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(values.update && { VISUAL: 'update' }) },
});
if (status === 0 && values.update) console.log('test/visual/references has the pictures of this run; look at them');
process.exitCode = status ?? 1;

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

/** `npm run visual`: compares our pages with their pictures in test/visual/references; with `--update`, makes new ones. */

const root = resolve(fileURLToPath(import.meta.url), '../..');
const { values } = parseArgs({ options: { update: { type: 'boolean', default: false } } });
// The pictures of the site are compared where the site is built anyway.
const files = ['test/visual', 'test/docs/docs.contract.test.ts'];
const flags = ['run', '--project', 'browser', '--project', 'contract', ...files, '-t', 'as it did|the comparison'];
const { status } = spawnSync(join(root, 'node_modules/.bin/vitest'), flags, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...(values.update && { VISUAL: 'update' }) },
});
if (status === 0 && values.update) console.log('test/visual/references has the pictures of this run; look at them');
process.exitCode = status ?? 1;

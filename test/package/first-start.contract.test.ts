import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, onTestFinished, test } from 'vitest';
import { ensureNpmFolder } from '../../scripts/npm-folder.ts';
import { complaint, firstStart, newcomersEnvironment } from './first-start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const minutes = 60_000;

/** npm 10 comes with Node.js 20 and 22, and with Node.js 24 the npm of this machine will do. */
const cases = [
  { major: 20, install: 'npm ci' },
  { major: 22, install: 'npm ci --omit=dev' },
  { major: 24, install: 'npm ci --omit=dev' },
];

const others = await ensureNpmFolder({ name: 'other-nodes', manifests: 'tools/other-nodes' });
const runsHere = existsSync(join(others, 'node_modules/node20'));
if (!runsHere)
  console.log('skipped: the first start with other Node.js versions, which are fetched for Linux on x64 only');

/** On a busy machine it takes as long as it takes: the seconds are printed, not asserted. */
describe.skipIf(!runsHere)('a fresh clone, with an empty npm cache', () => {
  test.each(cases)(
    'shows the page without a warning on Node.js $major after $install',
    async ({ major, install }) => {
      const folder = mkdtempSync(join(tmpdir(), 'greenlight-first-start-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
      const clone = copyOfTheClone(folder);
      const env = environmentOf(major, folder);

      const { output, seconds, page } = await firstStart(`${install} && npm run demo --`, { cwd: clone, env });

      console.log(`first start: ${install} && npm run demo, on Node.js ${major}: ${seconds.toFixed(1)} s`);
      expect(page).toContain('Greenlight');
      expect(output.split('\n').filter((line) => complaint.test(line))).toEqual([]);
    },
    10 * minutes,
  );
});

/** Everything that is committed or about to be, except what only tests and readers need. */
function copyOfTheClone(folder: string): string {
  const clone = join(folder, 'clone');
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root })
    .toString()
    .split('\0')
    .filter((path) => path !== '' && !/^(test|docs|bench)\//.test(path) && existsSync(join(root, path)));
  for (const path of files) {
    mkdirSync(dirname(join(clone, path)), { recursive: true });
    cpSync(join(root, path), join(clone, path));
  }
  return clone;
}

/** The environment of somebody who has this Node.js with the npm that comes with it. */
function environmentOf(major: number, folder: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(major === 24 ? process.execPath : join(others, `node_modules/node${major}/bin/node`), join(bin, 'node'));
  if (major < 24) {
    const npm = join(others, 'node_modules/npm/bin/npm-cli.js');
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\nexec node "${npm}" "$@"\n`, { mode: 0o755 });
  }
  return newcomersEnvironment(bin, join(folder, 'cache'));
}

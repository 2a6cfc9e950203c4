import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { anyRegistry, ensureNpmFolder, locateTarballs } from '../../scripts/npm-folder.ts';
import { complaint, firstStart, newcomersEnvironment } from './first-start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const minutes = 60_000;

/**
 * npm 10 comes with Node.js 20 and 22, and with Node.js 24 the npm of this machine will do. The first one types what the README says, and its npm
 * cache is empty. The next ones find there what it has fetched.
 */
const cases = [
  { major: 22, install: 'npm ci --omit=dev' },
  { major: 24, install: 'npm ci --omit=dev' },
  // Installs hundreds of packages more. Its lockfile has each tarball's address; the first one has shown that npm 10 finds them without.
  { major: 20, install: 'npm ci', located: true },
];

const others = await ensureNpmFolder({ name: 'other-nodes', manifests: 'tools/other-nodes' });
const runsHere = existsSync(join(others, 'node_modules/node20'));
if (!runsHere)
  console.log('skipped: the first start with other Node.js versions, which are fetched for Linux on x64 only');

/** On a busy machine it takes as long as it takes: the seconds are printed, not asserted. */
describe.skipIf(!runsHere)('a fresh clone, with an npm cache that is empty at first', () => {
  let cache: string;
  beforeAll(() => {
    cache = mkdtempSync(join(tmpdir(), 'greenlight-npm-cache-'));
  });
  afterAll(() => remove(cache));

  test.each(cases)(
    'shows the page without a warning on Node.js $major after $install',
    async ({ major, install, located = false }) => {
      const folder = mkdtempSync(join(tmpdir(), 'greenlight-first-start-'));
      onTestFinished(() => remove(folder));
      const clone = copyOfTheClone(folder);
      if (located) locateIn(join(clone, 'package-lock.json'));
      const env = environmentOf(major, folder, cache);

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

function locateIn(lockfile: string): void {
  writeFileSync(lockfile, locateTarballs(readFileSync(lockfile, 'utf8')));
}

function remove(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** The environment of somebody who has this Node.js with the npm that comes with it. */
function environmentOf(major: number, folder: string, cache: string): NodeJS.ProcessEnv {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  symlinkSync(major === 24 ? process.execPath : join(others, `node_modules/node${major}/bin/node`), join(bin, 'node'));
  if (major < 24) {
    const npm = join(others, 'node_modules/npm/bin/npm-cli.js');
    writeFileSync(join(bin, 'npm'), `#!/bin/sh\nexec node "${npm}" "$@"\n`, { mode: 0o755 });
  }
  return {
    ...newcomersEnvironment(bin, cache),
    npm_config_prefer_offline: 'true',
    npm_config_replace_registry_host: anyRegistry,
  };
}

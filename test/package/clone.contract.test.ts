import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

/** The machine's own Node.js and npm, as after cloning the repository. */
const path = (process.env['PATH'] ?? '')
  .split(delimiter)
  .filter((folder) => !folder.includes('node_modules'))
  .join(delimiter);

/** A clone after `npm ci`, with this repository's packages. It has a stale build, which must not be run. */
describe('in a clone', () => {
  let clone: string;
  let version: string;
  let npxCache: string;

  beforeAll(async () => {
    clone = await mkdtemp(join(tmpdir(), 'greenlight-clone-'));
    npxCache = await mkdtemp(join(tmpdir(), 'greenlight-npm-'));
    const manifest = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    version = manifest.version;
    await write('package.json', JSON.stringify({ ...manifest, dependencies: {}, devDependencies: {}, workspaces: [] }));
    await cp(join(root, 'bin'), join(clone, 'bin'), { recursive: true });
    await symlink(join(root, 'src'), join(clone, 'src'));
    await mkdir(join(clone, 'tools/node24'), { recursive: true });
    await cp(join(root, 'tools/node24/link.mjs'), join(clone, 'tools/node24/link.mjs'));
    await write('lib/cli/main.js', "process.stdout.write('an old build');");
    await mkdir(join(clone, 'docs'));
    await mkdir(join(clone, 'node_modules/.bin'), { recursive: true });
    await symlink(process.execPath, join(clone, 'node_modules/.bin/node'));
  });

  afterAll(async () => {
    for (const folder of [clone, npxCache]) await rm(folder, { recursive: true, force: true });
  });

  test.each(['', 'docs'])('npx greenlight runs the sources, in the folder "%s"', async (folder) => {
    const { stdout } = await npx(join(clone, folder), ['greenlight', '--version']);

    expect(stdout).toBe(`${version}\n`);
  });

  test('npx greenlight passes on flags and the exit code', async () => {
    const failed = await npx(clone, ['greenlight', 'status', '--no-such-flag']).catch((error: unknown) => error);

    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown option '--no-such-flag'") });
  });

  test('another Node.js that runs the command starts the pinned one, or explains how to get it', async (context) => {
    const { node, major } = await machineNode();
    if (major >= 24) {
      console.log(`skipping the start by an older Node.js: this machine has ${major}`);
      context.skip();
    }
    const command = join(clone, 'bin/greenlight.js');
    const start = (...args: string[]) => run(node, [command, ...args], { env: { PATH: dirname(node) } });

    expect((await start('--version')).stdout).toBe(`${version}\n`);
    const failed = await start('status', '--no-such-flag').catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 2, stderr: expect.stringContaining("unknown option '--no-such-flag'") });

    await rm(join(clone, 'node_modules/.bin/node'));
    const refused = await start('--version').catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/needs Node\.js 24 or later.*\n {2}next: npm ci/),
    });
  });

  /** Without the network: all that npx needs is here. */
  const npx = (cwd: string, args: readonly string[]) =>
    run('npx', args, {
      cwd,
      env: { ...process.env, PATH: path, npm_config_cache: npxCache, npm_config_offline: 'true' },
    });

  async function write(file: string, text: string): Promise<void> {
    await mkdir(dirname(join(clone, file)), { recursive: true });
    await writeFile(join(clone, file), text);
  }
});

async function machineNode(): Promise<{ node: string; major: number }> {
  const { stdout } = await run('node', ['-p', 'process.execPath + "\\n" + process.versions.node'], {
    env: { PATH: path },
  });
  const [node = '', version = ''] = stdout.split('\n');
  return { node, major: Number.parseInt(version, 10) };
}

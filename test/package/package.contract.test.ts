import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { builtFunctions } from '../helpers/built-functions.ts';
import { complaint, firstStart, newcomersEnvironment } from './first-start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const environment = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter) };

/** What a team gets: the tarball, put into a project of theirs as examples/own-check says. */
describe('the package', () => {
  let folder: string;
  let tarball: string;
  let files: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'greenlight-package-'));
    await run(root, 'npm', 'run', 'build:lib');
    await rm(join(root, 'dist'), { recursive: true, force: true });
    await cp(await builtFunctions(), join(root, 'dist'), { recursive: true });
    const { stdout } = await run(root, 'npm', 'pack', '--ignore-scripts', '--json', '--pack-destination', folder);
    const [packed] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
    tarball = join(folder, packed.filename);
    files = packed.files.map(({ path }) => path);
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  test('contains what its entry points, its command, the template and the guides need', () => {
    expect(files).toEqual(
      expect.arrayContaining([
        ...[
          'lib/index.js',
          'lib/index.d.ts',
          'lib/testing.js',
          'lib/ecs-api.js',
          'lib/cli/main.js',
          'bin/greenlight.js',
        ],
        ...['dist/approval-hook/index.mjs', 'dist/deployment-watcher/index.mjs', 'template.yaml', 'samconfig.toml'],
        ...['docs/start.md', 'src/controller/BEHAVIOUR.md', 'serverless-repo/README.md', 'LICENSE', 'README.md'],
      ]),
    );
  });

  test('contains no tests of ours, no caches and no source maps of deployed code', () => {
    const odd = files.filter((path) => /^(test|\.cache|dist\/maps|site|node_modules|tools)\//.test(path));

    expect(odd).toEqual([]);
  });

  test('npx starts the sandbox from the tarball, with an empty npm cache and without a warning', async () => {
    const env = newcomersEnvironment(dirname(process.execPath), join(folder, 'cache'));

    const { output, seconds, page } = await firstStart(`npx --yes --package "${tarball}" greenlight demo`, {
      cwd: folder,
      env,
    });

    console.log(`first start: npx with the packed tarball, on Node.js 24: ${seconds.toFixed(1)} s`);
    expect(page).toContain('Greenlight');
    expect(output.split('\n').filter((line) => complaint.test(line))).toEqual([]);
  });

  test('works for a copy of examples/own-check: its types, its tests, its build, and the command', async () => {
    const project = join(folder, 'own-check');
    await cp(join(root, 'examples/own-check'), project, { recursive: true });
    await change(join(project, 'tsconfig.json'), /,\s*"paths": \{[^}]*\}/);
    await change(join(project, 'vitest.config.ts'), /,\s*alias: \[[\s\S]*?\n {4}\]/);
    await change(join(project, 'vitest.config.ts'), /const kit = .*\n/);
    // The real runtime client, which `greenlight dev` uses if it exists, builds a native part for a minute.
    await change(join(project, 'package.json'), /\s*"aws-lambda-ric": "[^"]*",/);

    await run(project, 'npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', tarball);

    expect((await run(project, 'npm', 'test')).stdout).toMatch(/Tests .*6 passed/);
    await run(project, 'npm', 'run', 'build');
    expect((await run(project, 'npm', 'run', 'simulate')).stdout).toContain('SUCCESSFUL');
  });
});

async function change(path: string, what: RegExp): Promise<void> {
  const text = await readFile(path, 'utf8');
  expect(text).toMatch(what);
  await writeFile(path, text.replace(what, ''));
}

function run(cwd: string, command: string, ...flags: readonly string[]) {
  return promisify(execFile)(command, flags, {
    cwd,
    env: { ...environment, NO_COLOR: '1' },
    maxBuffer: 64 * 1024 * 1024,
  });
}

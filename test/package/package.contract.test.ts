import { execFile } from 'node:child_process';
import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { obtainFunctions } from '../../scripts/build-for-tests.ts';
import { entryPoints } from '../../scripts/package/bundle.ts';
import { apiReports, packageTools } from '../../scripts/package/declarations.ts';
import { buildRelease } from '../../scripts/package/release.ts';
import { motoClientConfig } from '../helpers/moto.ts';
import { obtain } from '../helpers/obtain.ts';
import { useMoto } from '../helpers/use-moto.ts';
import { templateTools } from '../template/tools.ts';
import { describeBuiltHooks } from './built-hooks-tests.ts';
import { type FirstCheck, firstCheck, quietly } from './first-check.ts';
import { complaint, firstStart, newcomersEnvironment } from './first-start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const environment = { ...process.env, PATH: [join(root, 'node_modules/.bin'), process.env['PATH']].join(delimiter) };
const sam = await obtain('the SAM CLI', templateTools);

/** Licences that let their code be handed on in a bundle, as long as their texts come with it. */
const permissive = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'MIT-0'];

/** What a release consists of, and what a team has after installing it. */
describe('a release', () => {
  const moto = useMoto();
  let folder: string;
  let files: string[];
  let tarball: string;
  /** An empty folder in which the package has been installed. */
  let empty: string;
  /** A copy of it, as a project with nothing but the package. */
  let project: string;
  const installed = (path: string) => join(project, 'node_modules/ecs-greenlight', path);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'greenlight-package-'));
    files = await buildRelease(join(folder, 'release'), {
      apiReports: join(folder, 'api'),
      buildFunctions: obtainFunctions,
    });
    tarball = join(folder, 'release', files.find((file) => file.endsWith('.tgz')) ?? 'no tarball');
    empty = join(folder, 'empty');
    await mkdir(empty);
    await run(empty, 'npm', 'install', ...quietly, tarball);
    project = join(folder, 'project');
    await cp(empty, project, { recursive: true, verbatimSymlinks: true });
    await run(project, 'npm', 'pkg', 'set', 'type=module');
  });

  afterAll(() => rm(folder, { recursive: true, force: true }));

  let attached: Promise<FirstCheck> | undefined;
  const attachFirstCheck = () => (attached ??= firstCheck(empty, run));

  test('is the same to the byte if it is built again', async () => {
    await buildRelease(join(folder, 'again'));

    const sums = await readFile(join(folder, 'again/SHA256SUMS'), 'utf8');
    expect(sums.match(/^[0-9a-f]{64} {2}\S+$/gm)).toHaveLength(3);
    expect(sums).toBe(await readFile(join(folder, 'release/SHA256SUMS'), 'utf8'));
  });

  test('has an application that sam can deploy', async (context) => {
    if (sam === undefined) return context.skip();
    const app = join(folder, 'app');
    const zip = files.find((file) => file.startsWith('greenlight-app')) ?? 'no application';
    for (const [name, content] of Object.entries(unzipSync(readFileSync(join(folder, 'release', zip))))) {
      await mkdir(dirname(join(app, name)), { recursive: true });
      await writeFile(join(app, name), content);
    }
    const { endpoint } = await moto();
    await new S3Client(motoClientConfig(endpoint)).send(new CreateBucketCommand({ Bucket: 'artifacts' }));

    const { code, output } = await sam.sam(
      ['package', '--s3-bucket', 'artifacts', '--output-template-file', 'packaged.yaml'],
      { cwd: app, env: { AWS_ENDPOINT_URL: endpoint } },
    );

    expect(output).toContain('Successfully packaged artifacts');
    expect(code).toBe(0);
    const uploaded = (await readFile(join(app, 'packaged.yaml'), 'utf8')).match(/CodeUri: s3:/g);
    expect(uploaded).toHaveLength(8);
    expect(await readFile(join(app, 'THIRD_PARTY_LICENSES'), 'utf8')).toBe(
      await readFile(installed('THIRD_PARTY_LICENSES'), 'utf8'),
    );
  });

  test('names every package in its bundles, each under a licence that allows it', async () => {
    const text = await readFile(installed('THIRD_PARTY_LICENSES'), 'utf8');

    const named = [...text.matchAll(/^(\S+) \d\S* \((.*)\)$/gm)].map(([, name, license]) => ({ name, license }));
    expect(named.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['@smithy/core', 'commander', 'hono', 'valibot']),
    );
    expect(named.filter(({ license }) => !permissive.includes(license ?? ''))).toEqual([]);
    expect(text.match(/^@middy\/core \S+ \(MIT\)\n[\s\S]*?^Copyright.*$/m)?.[0]).toMatch(
      /Copyright \(c\) Middy contributors$/,
    );
    expect(text).toContain('MIT No Attribution\n\nCopyright Amazon');
    const bill = await readFile(
      join(folder, 'release', files.find((file) => file.endsWith('.cdx.json')) ?? ''),
      'utf8',
    );
    const { components } = JSON.parse(bill) as { components: { name: string; 'bom-ref': string }[] };
    const listed = components.map(({ name }) => name);
    expect(named.filter(({ name }) => !listed.includes(name ?? ''))).toEqual([]);
    const refs = components.map((component) => component['bom-ref']);
    expect(refs.filter((ref, index) => refs.indexOf(ref) !== index)).toEqual([]);
  });

  test('installs in less than 15 MB, with no package that only the command line needs', () => {
    const all = readdirSync(join(project, 'node_modules'), { recursive: true, withFileTypes: true }).filter((each) =>
      each.isFile(),
    );
    const bytes = all.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
    const packages = all.filter(
      ({ parentPath, name }) => name === 'package.json' && /node_modules\/(@[^/]+\/)?[^/]+$/.test(parentPath),
    );

    console.log(`installed: ${(bytes / 1e6).toFixed(1)} MB in ${packages.length} packages`);
    expect(bytes).toBeLessThan(15e6);
    expect(packages.map(({ parentPath }) => parentPath.split('node_modules/').at(-1))).toEqual(
      expect.not.arrayContaining([expect.stringContaining('aws-sdk')]),
    );
  });

  test('contains what its entry points, its command and the guides need, and no tests, caches or source maps', () => {
    const has = readdirSync(installed(''), { recursive: true }).map(String);

    expect(has).toEqual(
      expect.arrayContaining([
        ...[
          'lib/index.js',
          'lib/index.d.ts',
          'lib/testing.js',
          'lib/ecs-api.js',
          'lib/cdk.js',
          'lib/cdk.d.ts',
          'cli/main.js',
          'bin/greenlight.js',
        ],
        ...[
          'app/template.yaml',
          'app/approval-hook.zip',
          'app/terraform/app/main.tf',
          'app/terraform/hooks/main.tf',
          'schemas/gate.schema.json',
          'examples/starter/checks/http/check.ts',
          'docs/start.md',
          'LICENSE',
          'README.md',
        ],
      ]),
    );
    expect(
      has.filter((path) =>
        /(^|\/)(test|\.cache|site|node_modules|tools|examples(?!\/starter))\/|\.map$|\.png$/.test(path),
      ),
    ).toEqual([]);
  });

  test('has the programs that the command line and the construct start, where they look for them', () => {
    const programs = globSync('src/**/*.ts', { cwd: root }).flatMap((path) => {
      const text = readFileSync(join(root, path), 'utf8');
      const bundle = path.startsWith('src/cdk/') ? 'lib' : 'cli';
      return [...text.matchAll(/new URL\(`\.\/([\w-]+)\$\{extname/g)].map(([, name]) => `${bundle}/${name}.js`);
    });

    expect(programs).toEqual(expect.arrayContaining(['cli/plain-runtime.js', 'lib/details-reader.js']));
    for (const program of programs) expect(existsSync(installed(program)), program).toBe(true);
  });

  test('has nothing that publint or arethetypeswrong objects to', async () => {
    const tools = join(await packageTools(), 'node_modules/.bin');

    // Its only suggestion is to leave out tests, and the starter that `init check` copies has some.
    expect((await run(folder, join(tools, 'publint'), tarball, '--level', 'warning')).stdout).toContain('All good!');
    // The package is ESM, which Node 24 also lets CommonJS require.
    expect((await run(folder, join(tools, 'attw'), tarball, '--profile', 'esm-only')).stdout).not.toMatch(
      /^(?!.*\(ignored).*(💀|⚠️)/m,
    );
  });

  test('has the public API that its reports say; after a wanted change, run npm run api', async () => {
    for (const name of entryPoints) {
      const report = await readFile(join(folder, 'api', `${name}.api.md`), 'utf8');
      expect(report).toBe(await readFile(join(apiReports, `${name}.api.md`), 'utf8'));
    }
  });

  test('has types that a strict project compiles without skipping libraries', async () => {
    await writeFile(
      join(project, 'all.ts'),
      `import { defineHook } from 'ecs-greenlight';
       import { startEcsApi } from 'ecs-greenlight/ecs-api';
       import { simulateDeployment } from 'ecs-greenlight/testing';
       export const handler = defineHook({ check: { name: 'always', run: () => ({ kind: 'pass', reason: 'always' }) } });
       export const others: unknown[] = [startEcsApi, simulateDeployment];
       // @ts-expect-error a verdict needs a reason
       defineHook({ check: { name: 'never', run: () => ({ kind: 'fail' }) } });`,
    );
    const types = ['--singleThreaded', '--types', 'node', '--typeRoots', join(root, 'node_modules/@types')];
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2024', ...types];

    const { stdout = '' } = await run(project, 'tsc', ...options, 'all.ts').catch((error) => error);

    // Middy's declarations name an optional package that nobody installs.
    expect(
      stdout.split('\n').filter((line: string) => line !== '' && !line.startsWith('node_modules/@middy/core/')),
    ).toEqual([]);
  });

  test('adds at most 60 KB to a function, minified, without the logger', async () => {
    const { outputFiles } = await build({
      ...{ absWorkingDir: project, bundle: true, minify: true, platform: 'node', format: 'esm', write: false },
      stdin: { contents: `export { defineHook } from 'ecs-greenlight';`, resolveDir: project },
      external: ['@aws-lambda-powertools/logger'],
    });

    const bytes = outputFiles[0]?.contents.length ?? Number.NaN;
    console.log(`defineHook, bundled and minified without the logger: ${(bytes / 1000).toFixed(1)} KB`);
    expect(bytes).toBeLessThan(60_000);
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
    const copy = join(folder, 'own-check');
    await cp(join(root, 'examples/own-check'), copy, { recursive: true });
    await change(join(copy, 'tsconfig.json'), /,\s*"paths": \{[^}]*\}/);
    await change(join(copy, 'vitest.config.ts'), /,\s*alias: \[[\s\S]*?\n {4}\]/);
    await change(join(copy, 'vitest.config.ts'), /const kit = .*\n/);
    // The real runtime client, which `greenlight dev` uses if it exists, builds a native part for a minute.
    await change(join(copy, 'package.json'), /\s*"aws-lambda-ric": "[^"]*",/);

    await attachFirstCheck();
    // It needs the same packages, which npm would find and unpack again, and nothing else needs them any more.
    for (const name of ['package-lock.json', 'node_modules']) await rename(join(empty, name), join(copy, name));

    await run(copy, 'npm', 'install', ...quietly, tarball);

    expect((await run(copy, 'npm', 'test')).stdout).toMatch(/Tests .*6 passed/);
    await run(copy, 'npm', 'run', 'build');
    expect((await run(copy, 'npm', 'run', 'simulate')).stdout).toContain('SUCCESSFUL');
  });

  describeBuiltHooks(() => join(project, 'node_modules'), sam);

  test('leads from an empty folder to a stack with a check of its own, by the commands that it prints', async () => {
    const { seconds, tests, simulated, hooks } = await attachFirstCheck();

    console.log(`from the installed package to cdk synth, with two checks: ${seconds.toFixed(1)} s`);
    expect(tests).toMatch(/Test Files +2 passed/);
    expect(simulated).toEqual([expect.stringContaining('SUCCESSFUL'), expect.stringContaining('SUCCESSFUL')]);
    expect(hooks).toEqual(
      expect.arrayContaining([expect.objectContaining({ LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'] })]),
    );
  });

  test('calls a hook in a thread and in a process of its own', async () => {
    await writeFile(join(project, 'hook.mjs'), `export const handler = async () => ({ hookStatus: 'SUCCEEDED' });`);
    const simulate = ['simulate', '--hook', './hook.mjs@POST_SCALE_UP'];

    for (const where of [[], ['--own-process']]) {
      const { stdout } = await run(project, 'node_modules/.bin/greenlight', ...simulate, ...where);
      expect(stdout).toContain('SUCCESSFUL');
    }
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
    env: {
      ...environment,
      NO_COLOR: '1',
      npm_config_omit_lockfile_registry_resolved: 'false',
      UV_THREADPOOL_SIZE: '1',
    },
    maxBuffer: 64 * 1024 * 1024,
  });
}

import { execFile } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ensureNpmFolder } from '../npm-folder.ts';
import { entryPoints } from './bundle.ts';
import { writeCdkConfig } from './cdk-packages.ts';

/**
 * `npm run api`: writes what a project can import from the package, with all types, to `test/package/api/*.api.md`. A change of these files in a
 * commit is a change of the public API; the tests fail if they are not up to date.
 */

const root = resolve(fileURLToPath(import.meta.url), '../../..');
export const apiReports = join(root, 'test/package/api');

/** Where the programs that make and judge a package are, which the main install does not have. */
export function packageTools(): Promise<string> {
  return ensureNpmFolder({ name: 'package-tools', manifests: 'tools/package' });
}

/**
 * Writes one file of declarations per entry point, `<folder>/<name>.d.ts`. It has what the entry point exports and mentions, and nothing else: what the
 * compiler writes for every source file names packages that are not installed.
 *
 * @param reports where the reports of the API go, as `<name>.api.md`. Default: nowhere
 */
export async function writeDeclarations(folder: string, reports?: string): Promise<void> {
  const tools = await packageTools();
  for (const each of [join(root, '.cache'), reports ?? folder]) mkdirSync(each, { recursive: true });
  // Outside every node_modules, or its own types would count as another package's.
  const draft = mkdtempSync(join(root, '.cache/declarations-'));
  try {
    const config = join(draft, 'tsconfig.json');
    await writeCdkConfig(config, 'tsconfig.lib.json', { include: ['src/cdk.ts'], outDir: draft });
    const tsc = promisify(execFile).bind(undefined, join(root, 'node_modules/.bin/tsc'));
    // Each of the compiler's threads would repeat some of the others' work.
    await tsc(['-p', 'tsconfig.lib.json', '--outDir', draft, '--singleThreaded'], { cwd: root });
    await tsc(['-p', config, '--singleThreaded'], { cwd: root });
    for (const file of globSync('**/*.d.ts', { cwd: draft })) nameDeclarations(join(draft, file));
    writeFileSync(join(draft, 'package.json'), '{ "name": "ecs-greenlight", "type": "module" }');
    rollUp(tools, draft, folder, reports);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The compiler leaves the names of the sources in declarations. */
function nameDeclarations(file: string): void {
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replaceAll(/((?:from|import\() ?['"]\.{1,2}\/[^'"]+)\.ts(?=['"])/g, '$1.js'));
}

function rollUp(tools: string, draft: string, folder: string, reports: string | undefined): void {
  const { CompilerState, Extractor, ExtractorConfig } = createRequire(join(tools, 'any'))('@microsoft/api-extractor');
  const packageJsonFullPath = join(draft, 'package.json');
  const configs = entryPoints.map((name) => {
    const configObject = configFor(draft, name, join(folder, `${name}.d.ts`), reports);
    return ExtractorConfig.prepare({ configObject, packageJsonFullPath });
  });
  // One program for all of them: the compiler's own declarations and Node's take a second to read.
  const additionalEntryPoints = configs.map((config) => config.mainEntryPointFilePath);
  const compilerState = CompilerState.create(configs[0], { additionalEntryPoints });
  for (const [index, config] of configs.entries()) {
    const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback: silence, compilerState });
    if (!succeeded)
      throw new Error(`the declarations of ${entryPoints[index]} could not be made; the messages are above`);
  }
}

function configFor(draft: string, name: string, file: string, reports: string | undefined): object {
  const types = join(draft, `${name}.d.ts`);
  const none = { default: { logLevel: 'none' } };
  return {
    projectFolder: draft,
    mainEntryPointFilePath: types,
    compiler: {
      overrideTsconfig: {
        compilerOptions: {
          ...{ module: 'nodenext', moduleResolution: 'nodenext', target: 'es2022', lib: ['es2024'], strict: true },
          ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')], skipLibCheck: true },
        },
        files: [types],
      },
    },
    dtsRollup: { enabled: true, untrimmedFilePath: file },
    apiReport: {
      enabled: reports !== undefined,
      ...{ reportFileName: `${name}.api.md`, reportFolder: reports, reportTempFolder: join(draft, 'reports') },
    },
    newlineKind: 'lf',
    docModel: { enabled: false },
    tsdocMetadata: { enabled: false },
    messages: {
      ...{ extractorMessageReporting: none, tsdocMessageReporting: none },
      // That AWS CDK is not found, whose declarations take seconds to read. What is imported from there stays an import, and tsc has found it.
      compilerMessageReporting: { default: { logLevel: 'error' }, TS2307: { logLevel: 'none' } },
    },
  };
}

/** That a report is new, and which compiler reads it. */
function silence(message: { logLevel: string; handled: boolean }): void {
  if (message.logLevel !== 'error') message.handled = true;
}

if (import.meta.main) {
  const unused = mkdtempSync(join(root, '.cache/types-'));
  await writeDeclarations(unused, apiReports);
  rmSync(unused, { recursive: true });
}

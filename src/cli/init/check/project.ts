import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isJsonObject } from '../../../hook/json.ts';
import { formatFileError } from '../../../wording/file-error.ts';
import { CliError } from '../../command/cli-error.ts';
import type { Manifest, Starter } from './starter.ts';

/** What a project lacks for a check. */
export type Missing = {
  /** Files that are not there, by path. */
  files: Readonly<Record<string, string>>;
  /** What to do about files that are there and stay as they are: sentences, and commands that begin with `npm`. */
  advice: readonly string[];
};

/**
 * Compares a project with what a check needs.
 *
 * @throws {CliError} if its package.json cannot be read
 */
export function missingIn(folder: string, { shared, manifest }: Starter, name: string): Missing {
  const own = readManifest(folder);
  const there = Object.keys(shared).map((path) => [path, readIfThere(join(folder, path))] as const);
  const different = there.filter(([path, text]) => text !== undefined && text !== shared[path]);
  return {
    files: {
      ...Object.fromEntries(there.flatMap(([path, text]) => (text === undefined ? [[path, shared[path]]] : []))),
      ...(own === undefined && { 'package.json': `${JSON.stringify(manifest, null, 2)}\n` }),
    },
    advice: [
      ...(own === undefined ? [] : packagesMissing(own, manifest)),
      ...different.map(([path]) => adviceAbout[path]?.(name) ?? ''),
    ],
  };
}

const adviceAbout: Readonly<Record<string, (name: string) => string>> = {
  'tsconfig.json': () =>
    'tsconfig.json stays as it is. The check needs module nodenext, allowImportingTsExtensions and resolveJsonModule, and checks/*/cdk.ts in exclude.',
  'build.ts': (name) =>
    `build.ts stays as it is. Build the check with: npx esbuild checks/${name}/hook.ts --bundle --platform=node --target=node24 --format=esm --outfile=dist/${name}/index.mjs`,
};

function packagesMissing(own: Manifest, wanted: Required<Manifest>): string[] {
  const installed = { ...own.dependencies, ...own.devDependencies };
  const lacking = (packages: Readonly<Record<string, string>>) =>
    Object.entries(packages).flatMap(([name, range]) => (name in installed ? [] : [`${name}@${range}`]));
  const scripts = Object.entries(wanted.scripts).filter(([name, script]) => own.scripts?.[name] !== script);
  const kept = scripts.filter(([name]) => !isPlaceholder(own.scripts?.[name]));
  const settings = [
    ...(own.type === 'module' ? [] : ['type=module']),
    ...scripts.filter((each) => !kept.includes(each)).map(([name, script]) => `"scripts.${name}=${script}"`),
  ];
  return [
    command('npm pkg set', settings),
    command('npm install', lacking(wanted.dependencies)),
    command('npm install --save-dev', lacking(wanted.devDependencies)),
    ...kept.map(([name, script]) => `The script ${name} stays as it is. The check's would be: ${script}`),
  ].filter((each) => each !== '');
}

/** Nothing, or what `npm init` writes. */
function isPlaceholder(script: string | undefined): boolean {
  return script === undefined || script.includes('no test specified');
}

function command(start: string, words: readonly string[]): string {
  return words.length === 0 ? '' : [start, ...words].join(' ');
}

function readManifest(folder: string): Manifest | undefined {
  const file = join(folder, 'package.json');
  const next = 'fix it, or pass --folder <another folder>; nothing was written';
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    const manifest: unknown = JSON.parse(text);
    if (isJsonObject(manifest)) return manifest as Manifest;
  } catch (cause) {
    throw new CliError(`${file} is not valid JSON: ${formatFileError(cause)}`, { next, cause });
  }
  throw new CliError(`${file} is not a JSON object`, { next });
}

function readIfThere(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new CliError(`${file} cannot be read: ${formatFileError(cause)}`, {
      next: 'pass --folder <another folder>; nothing was written',
      cause,
    });
  }
}

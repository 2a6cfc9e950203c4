import { globSync, readFileSync, statSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Metafile } from 'esbuild';
import { zipSync } from 'fflate';
import { buildFunctions, type FunctionName } from '../build.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** What the template's metadata names, which `sam` uploads with it, how `sam` is called, and the modules that deploy the application with Terraform. */
const deployedWith = ['LICENSE', 'serverless-repo/README.md', 'samconfig.toml', 'terraform'];

/** The earliest that a ZIP file can say. With the time of the build, no two builds would be the same. */
const builtAt = new Date(1980, 0, 1);

/** Bundles each function into `<folder>/<function>/index.mjs`. */
export type BuildFunctions = (folder: string) => Promise<Record<FunctionName, Metafile>>;

/**
 * Writes the serverless application as it is deployed into a folder: the template, and one ZIP file per function next to it. Two builds of the same sources are
 * the same to the byte. Resolves to what esbuild reports about each function.
 */
export async function buildApp(folder: string, build: BuildFunctions = buildFunctions): Promise<Metafile[]> {
  await mkdir(folder, { recursive: true });
  // The names of chunks depend on the way from here to the sources, so it is the same in each clone.
  await mkdir(join(root, '.cache/app'), { recursive: true });
  const built = await mkdtemp(join(root, '.cache/app/'));
  try {
    const functions = await build(built);
    for (const name of Object.keys(functions))
      await writeFile(join(folder, `${name}.zip`), zipFolder(join(built, name), '**/*.mjs'));
    for (const file of deployedWith) await cp(join(root, file), join(folder, file), { recursive: true });
    await writeFile(join(folder, 'template.yaml'), await appTemplate());
    return Object.values(functions);
  } finally {
    await rm(built, { recursive: true, force: true });
  }
}

/** The template, with a ZIP file next to it as the code of each function. */
export async function appTemplate(): Promise<string> {
  const template = await readFile(join(root, 'template.yaml'), 'utf8');
  return template.replaceAll(/(CodeUri: )dist\/([a-z-]+)/g, '$1$2.zip');
}

/**
 * The files of a folder that match a pattern, and others, as a ZIP file that depends on nothing but their names and contents.
 *
 * @param others by name
 */
export function zipFolder(
  folder: string,
  pattern: string,
  others: Readonly<Record<string, Uint8Array>> = {},
): Uint8Array {
  const own = globSync(pattern, { cwd: folder })
    .filter((file) => statSync(join(folder, file)).isFile())
    .map((file) => [file, readFileSync(join(folder, file))] as const);
  const files = [...own, ...Object.entries(others)].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(files), { level: 9, mtime: builtAt });
}

import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildFunctions, buildApp } from './app.ts';
import { bundleCommandLine, bundleLibrary } from './bundle.ts';
import { writeDeclarations } from './declarations.ts';
import { type BundledPackage, bundledPackages, renderLicenses } from './licenses.ts';
import { publishedManifest } from './manifest.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** Copied as they are. Pictures are not among them: they are as large as the rest, and nobody looks at them in node_modules. */
const copied = ['bin', 'events', 'schemas', 'docs', 'examples/starter', 'CHANGELOG.md', 'LICENSE', 'README.md'];
const leftOut = /\/docs\/images(\/|$)|\/(node_modules|dist)(\/|$)/;

export type PackageOptions = {
  /** Where the reports of the API go, as `<entry point>.api.md`. Default: nowhere. */
  apiReports?: string;
  /** For a test that has them already. */
  buildFunctions?: BuildFunctions;
};

/**
 * Writes the package as it is published into a folder: the library with its types, the command line, the serverless application,
 * the schemas and the guides. What was in the folder is lost. Resolves to the packages that the bundles contain.
 */
export async function buildPackage(
  folder: string,
  { apiReports, buildFunctions }: PackageOptions = {},
): Promise<BundledPackage[]> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const [functions, library, commandLine] = await Promise.all([
    buildApp(join(folder, 'app'), buildFunctions),
    bundleLibrary(join(folder, 'lib')),
    bundleCommandLine(join(folder, 'cli')),
    writeDeclarations(join(folder, 'lib'), apiReports),
    copyFiles(folder),
  ]);
  await cp(join(root, 'src/sandbox/dashboard/browser'), join(folder, 'cli/browser'), { recursive: true });
  const packages = bundledPackages(root, [...functions, library, commandLine]);
  await writeFile(join(folder, 'THIRD_PARTY_LICENSES'), renderLicenses(packages));
  const manifest = publishedManifest(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return packages;
}

async function copyFiles(folder: string): Promise<void> {
  const filter = (path: string) => !leftOut.test(path.slice(root.length));
  for (const name of copied) await cp(join(root, name), join(folder, name), { recursive: true, filter });
}

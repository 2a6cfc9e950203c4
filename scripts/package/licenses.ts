import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

/** A package of which some file is in a bundle. */
export type BundledPackage = { name: string; version: string; license: string; text: string };

/**
 * The packages from which these bundles contain code, each with the text of its licence, by name.
 *
 * @param root the folder from which the paths of the metafiles start
 * @throws Error naming a package without a licence, because it may not be handed on
 */
export function bundledPackages(root: string, metafiles: readonly Metafile[]): BundledPackage[] {
  const folders = new Set(metafiles.flatMap(({ outputs }) => Object.values(outputs)).flatMap(foldersIn));
  const all = [...folders].map((folder) => readPackage(join(root, folder)));
  // npm may install one version of a package several times.
  return [...new Map(all.map((each) => [`${each.name}@${each.version}`, each])).values()].toSorted(
    (a, b) => a.name.localeCompare(b.name, 'en') || a.version.localeCompare(b.version, 'en'),
  );
}

function foldersIn({ inputs }: Metafile['outputs'][string]): string[] {
  return Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([path]) => /^(?!built-in:).*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []);
}

type Manifest = { name?: string; version?: string; license?: string; author?: string | { name: string } };

function readPackage(folder: string): BundledPackage {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const [file] = globSync('{LICENSE,LICENCE,license}*', { cwd: folder }).toSorted();
  if (name === undefined || version === undefined || license === undefined)
    throw new Error(
      `${folder}/package.json does not say under which licence the package is; leave it out of the bundles`,
    );
  const holder = typeof author === 'object' ? author.name : (author ?? `the authors of ${name}`);
  const text = file === undefined ? textOf(license, holder) : readFileSync(join(folder, file), 'utf8');
  return { name, version, license, text: text.trim() };
}

/** Some packages name their licence and leave out its text, which has to come with a copy. */
function textOf(license: string, holder: string): string {
  const known = {
    'Apache-2.0': new URL('../../LICENSE', import.meta.url),
    MIT: new URL('license-texts/MIT.txt', import.meta.url),
    'MIT-0': new URL('license-texts/MIT-0.txt', import.meta.url),
  }[license];
  if (!known) throw new Error(`a bundled package has no text of ${license}; add it to scripts/package/license-texts`);
  return readFileSync(known, 'utf8').replace('<holder>', holder);
}

/** One document for all of them, with each licence once, below the packages that have it. */
export function renderLicenses(packages: readonly BundledPackage[]): string {
  const byText = Map.groupBy(packages, ({ text }) => text);
  const parts = [...byText].map(([text, those]) => {
    const names = those.map(({ name, version, license }) => `${name} ${version} (${license})`);
    return `${names.join('\n')}\n\n${text}\n`;
  });
  return `The bundles contain code of these packages.\n\n${parts.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

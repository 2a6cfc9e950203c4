import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { zipFolder } from './app.ts';
import { buildPackage, type PackageOptions } from './build-package.ts';
import type { BundledPackage } from './licenses.ts';

/**
 * `npm run release [-- <folder>]`: builds everything that a release consists of (default: `.cache/release`). Two runs of the same commit write the same
 * bytes, so anybody can check a release against its sources.
 *
 *   ecs-greenlight-<version>.tgz        what npm publish takes
 *   greenlight-app-<version>.zip        the template and the functions, for sam deploy
 *   ecs-greenlight-<version>.cdx.json   the packages that the bundles are made from, as CycloneDX
 *   SHA256SUMS                          for sha256sum --check
 */

const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** Builds the files of a release into an empty folder, and resolves to their names. */
export async function buildRelease(folder: string, options: PackageOptions = {}): Promise<string[]> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const built = `${folder}-package`;
  const packages = await buildPackage(built, options);
  const { version } = JSON.parse(readFileSync(join(built, 'package.json'), 'utf8')) as { version: string };
  writeFileSync(join(folder, `greenlight-app-${version}.zip`), appOf(built));
  writeFileSync(join(folder, `ecs-greenlight-${version}.cdx.json`), billOfMaterials(version, packages));
  await run('npm', 'pack', built, '--ignore-scripts', '--pack-destination', folder);
  rmSync(built, { recursive: true });
  const files = readdirSync(folder).toSorted();
  const sums = files.map(
    (file) =>
      `${createHash('sha256')
        .update(readFileSync(join(folder, file)))
        .digest('hex')}  ${file}\n`,
  );
  writeFileSync(join(folder, 'SHA256SUMS'), sums.join(''));
  return [...files, 'SHA256SUMS'];
}

function appOf(built: string): Uint8Array {
  return zipFolder(join(built, 'app'), '**/*', {
    THIRD_PARTY_LICENSES: readFileSync(join(built, 'THIRD_PARTY_LICENSES')),
  });
}

/**
 * What the bundles are made from, as CycloneDX. npm's own list leaves out every package that a development tool needs, too, and has an id and a time that
 * differ from run to run.
 *
 * @see https://cyclonedx.org/docs/1.6/json/
 */
function billOfMaterials(version: string, packages: readonly BundledPackage[]): string {
  const entry = (name: string, of: string, license: string) => {
    const purl = `pkg:npm/${name.replace('@', '%40')}@${of}`;
    return { 'bom-ref': purl, name, version: of, purl, licenses: [{ license: { id: license } }] };
  };
  const bill = {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', ...entry('ecs-greenlight', version, 'Apache-2.0') } },
    components: packages.map(({ name, version: of, license }) => ({ type: 'library', ...entry(name, of, license) })),
  };
  return `${JSON.stringify(bill, null, 2)}\n`;
}

function run(command: string, ...flags: string[]) {
  return promisify(execFile)(command, flags, { cwd: root, maxBuffer: 64 * 1024 * 1024 });
}

if (import.meta.main) {
  const { stdout } = await run('git', 'status', '--porcelain');
  if (stdout !== '') {
    console.error(`a release is built from what is committed; commit or remove first:\n${stdout.trimEnd()}`);
    process.exit(2);
  }
  const folder = resolve(process.argv[2] ?? join(root, '.cache/release'));
  for (const file of await buildRelease(folder)) console.log(join(folder, file));
}

import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNpmFolder } from '../npm-folder.ts';

const root = resolve(fileURLToPath(import.meta.url), '../../..');

/** Where the packages of AWS CDK are. They take 200 MB, so the main install does not have them. */
export function cdkPackages(): Promise<string> {
  return ensureNpmFolder({ name: 'cdk', manifests: 'tools/cdk' });
}

/** How the compiler finds the packages that are in that folder. */
function cdkPaths(folder: string): Record<string, string[]> {
  const file = (path: string) => [join(folder, 'node_modules', path, 'index.d.ts')];
  return {
    // Its index has everything of core, and every service, which takes the compiler seconds to read.
    'aws-cdk-lib': file('aws-cdk-lib/core'),
    'aws-cdk-lib/*': file('aws-cdk-lib/*'),
    constructs: file('constructs/lib'),
    'cdk-nag': file('cdk-nag/lib'),
  };
}

/**
 * Writes a configuration of the compiler for files that need AWS CDK.
 *
 * @param file - where; its folder exists
 * @param extended - the configuration that it extends, and the files, from the top of the repository
 */
export async function writeCdkConfig(
  file: string,
  extended: string,
  files: { include: readonly string[]; outDir?: string },
): Promise<void> {
  const config = {
    extends: join(root, extended),
    compilerOptions: {
      paths: cdkPaths(await cdkPackages()),
      typeRoots: [join(root, 'node_modules/@types')],
      // The declarations of AWS CDK are not written for it.
      exactOptionalPropertyTypes: false,
      ...(files.outDir !== undefined && { outDir: files.outDir, rootDir: join(root, 'src') }),
    },
    include: files.include.map((path) => join(root, path)),
    files: [],
    exclude: [],
  };
  writeFileSync(file, JSON.stringify(config));
}

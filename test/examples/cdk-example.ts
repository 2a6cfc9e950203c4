import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { appTemplate, zipFolder } from '../../scripts/package/app.ts';
import { bundleLibrary } from '../../scripts/package/bundle.ts';
import { cdkPackages, writeCdkConfig } from '../../scripts/package/cdk-packages.ts';
import { builtFunctions } from '../helpers/built-functions.ts';
import { project } from '../template/tools.ts';

export type CdkExample = { folder: string; run(tool: string, ...flags: string[]): Promise<string>; remove(): void };

/** A copy of examples/attach-cdk, with AWS CDK and the library as npm would install them. The application has the functions as they are built. */
export async function cdkExample(): Promise<CdkExample> {
  // Next to the packages, so that Node finds them.
  const folder = mkdtempSync(join(await cdkPackages(), 'example-'));
  for (const part of ['src', 'package.json'])
    cpSync(join(project, 'examples/attach-cdk', part), join(folder, part), { recursive: true });
  const library = join(folder, 'node_modules/ecs-greenlight');
  mkdirSync(join(library, 'app'), { recursive: true });
  const exports = { './cdk': './lib/cdk.js' };
  writeFileSync(join(library, 'package.json'), JSON.stringify({ name: 'ecs-greenlight', type: 'module', exports }));
  await bundleLibrary(join(library, 'lib'), ['cdk']);
  const template = await appTemplate();
  writeFileSync(join(library, 'app/template.yaml'), template);
  const built = await builtFunctions();
  for (const [, name = ''] of template.matchAll(/CodeUri: (\S+)\.zip/g))
    writeFileSync(join(library, 'app', `${name}.zip`), zipFolder(join(built, name), '**/*.mjs'));
  const PATH = `${join(project, 'node_modules/.bin')}:${process.env['PATH']}`;
  return {
    folder,
    async run(tool, ...flags) {
      const { stdout, stderr } = await promisify(execFile)(tool, flags, { cwd: folder, env: { PATH } }).catch(
        (error) => error,
      );
      return `${stdout}${stderr}`;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** Compiles the example as strictly as this project, with the sources of the construct instead of its declarations, which take longer to make. */
export async function typeCheck({ folder, run }: CdkExample): Promise<string> {
  const config = join(folder, 'tsconfig.json');
  await writeCdkConfig(config, 'tsconfig.json', { include: [] });
  const { default: written } = await import(config, { with: { type: 'json' } });
  written.compilerOptions.paths['ecs-greenlight/cdk'] = [join(project, 'src/cdk.ts')];
  writeFileSync(config, JSON.stringify({ ...written, include: [join(folder, 'src')] }));
  return run('tsc', '-p', config, '--singleThreaded');
}

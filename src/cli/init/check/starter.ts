import { globSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { ownVersion } from '../../command/own-version.ts';

export type Manifest = {
  type?: string;
  scripts?: Readonly<Record<string, string>>;
  dependencies?: Readonly<Record<string, string>>;
  devDependencies?: Readonly<Record<string, string>>;
};

/** What a check of one's own consists of, as texts by their paths in the project. */
export type Starter = {
  /** The check's own files. */
  check: Readonly<Record<string, string>>;
  /** What all checks of a project share: `tsconfig.json` and `build.ts`. */
  shared: Readonly<Record<string, string>>;
  manifest: Required<Manifest>;
};

/** The template's files, with the check's name in them. */
export function readStarter(template: string, name: string): Starter {
  const root = dirname(findPackageJSON('.', import.meta.url) ?? '.');
  const read = (path: string) => readFileSync(join(root, 'examples/starter', path), 'utf8');
  const folder = `checks/${template}`;
  const paths = globSync('*', { cwd: join(root, 'examples/starter', folder) }).toSorted();
  const check = Object.fromEntries(
    paths.map((path) => [`checks/${name}/${path}`, named(read(`${folder}/${path}`), name)]),
  );
  const shared = Object.fromEntries(['build.ts', 'tsconfig.json'].map((path) => [path, read(path)]));
  return { check, shared, manifest: manifestFor(JSON.parse(read('package.json')), check, name) };
}

function named(text: string, name: string): string {
  const camelCase = name.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());
  return text.replaceAll('my-check', name).replaceAll('MyCheck', camelCase);
}

/** With the packages that the check imports, and a script that simulates it at the stage of its event. */
function manifestFor(all: Required<Manifest>, check: Starter['check'], name: string): Required<Manifest> {
  const code = Object.values(check).join('\n');
  const imported = Object.entries(all.dependencies).filter(([each]) => code.includes(`from '${each}'`));
  const event: { lifecycleStage: string } = JSON.parse(check[`checks/${name}/event.json`] ?? '{}');
  const hook = `./checks/${name}/simulated.ts@${event.lifecycleStage}`;
  return {
    ...all,
    scripts: {
      ...all.scripts,
      [`simulate:${name}`]: `greenlight simulate --hook ${hook} --hook-details checks/${name}/hook-details.json`,
    },
    dependencies: { ...Object.fromEntries(imported), 'ecs-greenlight': `^${ownVersion()}` },
  };
}

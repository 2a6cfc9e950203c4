import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileCache } from '../helpers/cache-folder.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** The public functions and types with an example, by the file that declares them. */
const documented = [
  ['defineHook', 'src/runtime/define-hook.ts'],
  ['Check', 'src/hook/check.ts'],
  ['sequence', 'src/hook/compose/compose.ts'],
  ['all', 'src/hook/compose/compose.ts'],
  ['any', 'src/hook/compose/compose.ts'],
  ['simulateDeployment', 'src/simulate/simulate-deployment.ts'],
  ['createController', 'src/controller/controller.ts'],
  ['startEcsApi', 'src/controller/ecs-api/start-ecs-api.ts'],
] as const;

const entryPoints: Readonly<Record<string, string>> = {
  'ecs-greenlight': 'index.ts',
  'ecs-greenlight/testing': 'testing.ts',
  'ecs-greenlight/ecs-api': 'ecs-api.ts',
};

let folder: string;

beforeAll(() => {
  mkdirSync(join(project, '.cache'), { recursive: true });
  folder = mkdtempSync(join(project, '.cache/examples-'));
  for (const [name, file] of documented) writeFileSync(join(folder, `${name}.ts`), toProgram(exampleOf(name, file)));
  const configuration = { extends: '../../tsconfig.json', compilerOptions: { noUnusedLocals: false }, include: ['.'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(configuration));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the examples compile', () => {
  const { stdout, status } = spawnSync(join(project, 'node_modules/.bin/tsc'), ['-p', folder, '--singleThreaded'], {
    encoding: 'utf8',
  });

  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
});

test.each(documented)('the example of %s prints what it says', (name, file) => {
  const { stdout, stderr } = spawnSync(process.execPath, [join(folder, `${name}.ts`)], {
    ...{ encoding: 'utf8', env: { ...process.env, NODE_COMPILE_CACHE: compileCache } },
  });
  const printed = Array.from(exampleOf(name, file).matchAll(/\/\/ prints: (.*)$/gm), ([, text = '']) => text);
  expect(stderr).toBe('');
  expect(stdout.split('\n').filter((line) => line !== '')).toEqual(printed);
});

/** The `@example` in the comment in front of the declaration. */
function exampleOf(name: string, file: string): string {
  const source = readFileSync(join(project, file), 'utf8');
  const declaration = new RegExp(`^export (?:async )?(?:function|interface|type|const) ${name}\\b`, 'm').exec(source);
  const before = source.slice(0, declaration?.index ?? 0);
  const comment = before.slice(before.lastIndexOf('/**'));
  const [, example] = /@example\n \* ```ts\n([\s\S]*?) \* ```/.exec(comment) ?? [];
  if (declaration === null || example === undefined) throw new Error(`${name} in ${file} has no example`);
  return example.replace(/^ \* ?/gm, '');
}

function toProgram(example: string): string {
  return example.replace(
    / from '(ecs-greenlight[^']*)'/g,
    (_, name: string) => ` from '../../src/${entryPoints[name]}'`,
  );
}

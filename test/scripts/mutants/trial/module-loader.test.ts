import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { compile, importedBy, importersOf } from '../../../../scripts/mutants/compile.ts';
import { ModuleLoader } from '../../../../scripts/mutants/trial/module-loader.ts';

const files = {
  'src/constant.ts': `log('constant'); export const constant: number = 1;`,
  'src/user.ts': `import { constant } from './constant.ts'; log('user ' + constant); export const twice = 2 * constant;`,
  'src/rare.ts': `log('rare');`,
  'test/user.ts': `
    import { basename } from 'node:path';
    import settings from '../settings.json' with { type: 'json' };
    import { twice } from '../src/user.ts';
    import type { Nothing } from '../src/gone.ts';
    export const load = () => import('../src/rare.ts');
    log([twice, settings.size, basename(import.meta.filename), import.meta.url.startsWith('file:')].join(' '));
  `,
  'settings.json': '{ "size": 5 }',
};

/** A project of these files; what their modules log when they are run is in `logged`. */
async function project(changed = new Map<string, string>()) {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-loader-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of ['src', 'test']) mkdirSync(join(folder, name));
  for (const [file, code] of Object.entries(files)) writeFileSync(join(folder, file), code);
  const compiled = join(folder, 'compiled');
  const graph = await compile(folder, ['test/user.ts'], compiled, changed);
  const logged: string[] = [];
  Object.assign(globalThis, { log: (line: string) => logged.push(line) });
  onTestFinished(() => void Reflect.deleteProperty(globalThis, 'log'));
  return { graph, logged, loader: new ModuleLoader({ project: folder, folder: compiled, graph }) };
}

test('a file is run each time, what it imports once, also on demand', async () => {
  const { loader, logged } = await project();

  await loader.loadImports('test/user.ts');
  loader.run('test/user.ts');
  loader.run('test/user.ts');

  expect(logged.toSorted()).toEqual(['2 5 user.ts true', '2 5 user.ts true', 'constant', 'rare', 'user 1']);
});

test('what is forgotten is run again, with everything that imports it', async () => {
  const { loader, logged } = await project();
  await loader.loadImports('test/user.ts');
  logged.length = 0;

  loader.forget('src/user.ts');
  await loader.loadImports('test/user.ts');
  loader.forget('src/constant.ts');
  await loader.loadImports('test/user.ts');
  loader.forget();
  await loader.loadImports('test/user.ts');

  expect(logged.filter((line) => line !== 'rare')).toEqual(['user 1', 'constant', 'user 1', 'constant', 'user 1']);
});

test('changed code takes the place of what is on disk', async () => {
  const { loader, logged } = await project(new Map([['src/constant.ts', 'export const constant = 21;']]));

  await loader.loadImports('test/user.ts');
  loader.run('test/user.ts');

  expect(logged).toContain('42 5 user.ts true');
});

test('the graph knows importers and imports at any distance, and nothing of types', async () => {
  const { graph } = await project();

  expect([...importersOf(graph, ['src/constant.ts'])].sort()).toEqual([
    'src/constant.ts',
    'src/user.ts',
    'test/user.ts',
  ]);
  expect([...importedBy(graph, 'test/user.ts')].sort()).toEqual(Object.keys(files).sort());
  expect(graph['test/user.ts']?.packages).toEqual(['node:path']);
});

import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readDevHooks } from '../../../src/cli/dev/dev-hooks.ts';
import { readEnvFlag } from '../../../src/cli/simulate/sandbox-flags.ts';
import { writeBundle } from '../../controller/lambda/bundle.ts';

describe('readDevHooks', () => {
  test('names a function after its file, or after the folder of a bundle that is called index', async () => {
    const { path } = await writeBundle('', 'my hook.mjs');
    const bundle = join(dirname(path), 'smoke/index.mjs');
    await mkdir(dirname(bundle));
    await writeFile(bundle, '');

    const { modules } = readDevHooks([
      { file: path, at: [] },
      { file: bundle, at: [] },
    ]);

    expect(modules.map(({ name }) => name)).toEqual(['my-hook', 'smoke']);
  });

  test('treats a file that is given twice as one function, attached twice', async () => {
    const { path } = await writeBundle('', 'mine.mjs');

    const { hooks, modules } = readDevHooks([
      { file: path, at: ['POST_SCALE_UP'], hookDetails: { step: 1 }, timeoutMinutes: 5, timeoutAction: 'CONTINUE' },
      { file: path, at: [] },
    ]);

    expect(modules).toEqual([{ name: 'mine', file: path, path }]);
    expect(hooks).toEqual([
      {
        name: 'mine',
        at: ['POST_SCALE_UP'],
        hookDetails: { step: 1 },
        timeoutConfiguration: { timeoutInMinutes: 5, action: 'CONTINUE' },
      },
      { name: 'mine', at: ['POST_TEST_TRAFFIC_SHIFT'], timeoutConfiguration: {} },
    ]);
  });

  test('treats two exports of a file as two functions, each with the name of its export', async () => {
    const { path } = await writeBundle('', 'mine.mjs');

    const { hooks, modules } = readDevHooks([
      { file: path, handler: 'smoke', at: [] },
      { file: path, handler: 'lambdaHandler', at: [] },
    ]);

    expect(hooks.map(({ name }) => name)).toEqual(['smoke', 'mine']);
    expect(modules.map(({ handler }) => handler)).toEqual(['smoke', 'lambdaHandler']);
  });

  test('distinguishes two files of the same name by a number', async () => {
    const [one, other] = [await writeBundle('', 'mine.mjs'), await writeBundle('', 'mine.mjs')];

    const { hooks } = readDevHooks([
      { file: one.path, at: [] },
      { file: other.path, at: [] },
    ]);

    expect(hooks.map(({ name }) => name)).toEqual(['mine', 'mine-2']);
  });

  test('refuses a folder, and says what to write', async () => {
    const file = dirname((await writeBundle('')).path);

    expect(() => readDevHooks([{ file, at: [] }])).toThrow(
      `${file} is a folder; write the module in it: ${file}/index.mjs`,
    );
  });

  test('refuses a URL, and says which command calls one', () => {
    expect(() => readDevHooks([{ file: 'http://127.0.0.1:9000', at: [] }])).toThrow(
      'http://127.0.0.1:9000 is a URL, and dev runs modules; write: greenlight simulate --hook http://127.0.0.1:9000@POST_TEST_TRAFFIC_SHIFT',
    );
  });
});

describe('readVariable', () => {
  const surrounding = { LEVEL: 'from here' };

  test.each([
    ['KEY=VALUE', 'LEVEL=DEBUG', { A: '1', LEVEL: 'DEBUG' }],
    ['a value with = and lines', 'LEVEL=a=b\nc', { A: '1', LEVEL: 'a=b\nc' }],
    ['an empty value', 'LEVEL=', { A: '1', LEVEL: '' }],
    ['a name alone, for its value here', 'LEVEL', { A: '1', LEVEL: 'from here' }],
    ['a name that was set before', 'A=2', { A: '2' }],
  ])('accepts %s', (_title, text, variables) => {
    expect(readEnvFlag(text, { A: '1' }, surrounding)).toEqual(variables);
  });

  test('does not repeat the value that it refuses', () => {
    expect(() => readEnvFlag('MY-KEY=s3cret', {}, {})).toThrow(
      /^"MY-KEY" is not the name of a variable; write KEY=VALUE$/,
    );
  });
});

import { describe, expect, test } from 'vitest';
import { runSimulate } from './run-simulate.ts';
import { oneLine, succeeds, useWrittenHooks } from './written-hooks.ts';

const hook = useWrittenHooks();

describe('greenlight simulate calls', () => {
  const places: [string, string[]][] = [
    ['in a thread', []],
    ['in a process', ['--own-process']],
  ];

  test.each(places)('F2 lambdaHandler, which SAM names in its templates, %s', async (_where, mode) => {
    const file = await hook('app.mjs', `export const lambdaHandler = async () => ${succeeds};`);
    const { code, stdout } = await runSimulate('--hook', `${file}@POST_SCALE_UP`, ...mode);

    expect(stdout).toContain('POST_SCALE_UP › app  SUCCEEDED · it was called\n');
    expect(code).toBe(0);
  });

  test.each(places)('F2 the exports that are named behind the file, %s', async (_where, mode) => {
    const file = await hook('many.mjs', `export const one = () => ${succeeds}; export const two = () => ${succeeds};`);
    const flags = ['--hook', `${file}#one@POST_SCALE_UP`, '--hook', `${file}#two@POST_SCALE_UP`];
    const { code, stdout } = await runSimulate(...flags, ...mode);

    expect(stdout).toMatch(/POST_SCALE_UP › one {2}SUCCEEDED[\s\S]*POST_SCALE_UP › two {2}SUCCEEDED/);
    expect(code).toBe(0);
  });

  test('a module whose name has a # in it', async () => {
    const file = await hook('c#', `exports.handler = () => ${succeeds};`);
    expect((await runSimulate('--hook', `${file}@POST_SCALE_UP`)).code).toBe(0);
  });
});

describe('greenlight simulate refuses, and says what to write instead of', () => {
  test.each([
    [
      'an export that is not there',
      'two.mjs#three',
      'export const one = () => {}; export const two = (a, b, c) => {};',
      /two\.mjs exports one, two and no three; write #one after the file's name, or: export const handler =/,
    ],
    [
      'F4 a callback',
      'calls-back.mjs',
      'export const handler = (event, context, callback) => callback(null, {});',
      'exports a handler with a callback, which Lambda refuses since nodejs24; write: export const handler = async (event)',
    ],
    [
      'F2 TypeScript that has to be compiled',
      'enum.ts',
      'enum Colour { Blue } export const handler = () => Colour.Blue;',
      /enum\.ts cannot be loaded: SyntaxError.*enum.*; build it, because Node only removes types, and pass .*enum\.mjs: npx esbuild .*enum\.ts --bundle --platform=node --format=esm --outfile=.*enum\.mjs\n/,
    ],
    [
      'F2 another language',
      'pyhook.py',
      'def handler(event, context): pass',
      'pyhook.py is neither JavaScript nor TypeScript; run it in its Lambda container image, and write: greenlight simulate --hook http://127.0.0.1:9000@POST_TEST_TRAFFIC_SHIFT\n',
    ],
  ])('%s', async (_what, name, source, message) => {
    const [base = '', ...exported] = name.split('#');
    const file = await hook(base, source);
    const { code, stderr } = await runSimulate('--hook', `${[file, ...exported].join('#')}@POST_SCALE_UP`);

    if (typeof message === 'string') expect(oneLine(stderr)).toContain(message);
    else expect(oneLine(stderr)).toMatch(message);
    expect(stderr).toMatch(/^.*\n {2}next: .*\n$/);
    expect(code).toBe(2);
  });
});

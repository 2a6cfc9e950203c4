import { describe, expect, test } from 'vitest';
import { exportOf, findHandler, type HandlerModule } from '../../../src/sandbox/own-hooks/find-handler.ts';
import { remedyFor, whyNoHandler } from '../../../src/sandbox/own-hooks/module-problem.ts';

const one = async () => 1;

describe('findHandler', () => {
  test.for<[string, HandlerModule, string | undefined, string, string]>([
    ['handler', { handler: one, lambdaHandler: one }, undefined, 'handler', 'function'],
    [
      'lambdaHandler if there is no handler',
      { lambdaHandler: one, other: one },
      undefined,
      'lambdaHandler',
      'function',
    ],
    ['the export that was named', { handler: one, other: one }, 'other', 'other', 'function'],
    ['a handler inside a CommonJS bundle', { default: { handler: one } }, undefined, 'handler', 'function'],
    ['nothing else than what was named', { handler: one }, 'other', 'other', 'missing'],
    ['nothing', {}, undefined, 'handler', 'missing'],
    ['nothing in a default export of null', { default: null }, undefined, 'handler', 'missing'],
    ['what is not a function', { handler: 'here' }, undefined, 'handler', 'no-function'],
    ['a callback', { handler: (_one: 1, _two: 2, _three: 3) => {} }, undefined, 'handler', 'callback'],
  ])('finds %s', ([, module, wanted, name, kind]) => {
    const found = findHandler(module, wanted);

    expect(found).toMatchObject({ name, kind });
    expect(whyNoHandler(found) === undefined).toBe(kind === 'function');
    if (kind === 'function') expect(exportOf(module, found.name)).toBe(one);
  });

  test('offers the functions that could be named', () => {
    const found = findHandler({ default: one, smoke: one, load: one, config: {}, old: (_a: 1, _b: 2, _c: 3) => {} });

    expect(found.functions).toEqual(['smoke', 'load']);
    expect(whyNoHandler(found)).toMatch(
      /^exports default, smoke, load, config, old and no handler; write #smoke or #load after the file's name, or: export/,
    );
    expect(whyNoHandler(findHandler({}))).toMatch(/^exports nothing and no handler; write: export const handler/);
  });
});

test.for([
  [
    'TypeScript that Node cannot strip',
    { message: '', code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX' },
    /^build it.* --outfile=a\/b\.mjs$/,
  ],
  [
    'CommonJS in an ES module',
    { message: 'require is not defined in ES module scope' },
    /^write import and export, or name it \.cts$/,
  ],
  ['anything else', { message: 'no such module' }, /^try: node a\/b\.mts$/],
] as const)('remedyFor knows a remedy for %s', ([, error, remedy]) => {
  expect(remedyFor({ name: 'Error', ...error }, 'a/b.mts')).toMatch(remedy);
});

describe.each([
  'Cannot use import statement outside a module',
  "Cannot use 'import.meta' outside a module",
  "Unexpected token 'export'",
  'await is only valid in async functions and the top level bodies of modules',
  'Unexpected reserved word',
])('what Node says about an ES module in CommonJS: %s', (message) => {
  test.each([
    ['check.ts', 'add "type": "module" to the package.json in its folder, or name it .mts'],
    ['check.js', 'add "type": "module" to the package.json in its folder, or name it .mjs'],
    ['check.cts', 'name it .mts'],
    ['check.cjs', 'name it .mjs'],
  ])('says what to do about %s', (file, remedy) => {
    expect(remedyFor({ name: 'SyntaxError', message }, file)).toBe(remedy);
  });

  test('is advice about the file that has the error, though another one was loaded', () => {
    expect(remedyFor({ name: 'SyntaxError', message, file: '/app/shared.cjs' }, '/app/check.mjs')).toBe(
      'rename shared.cjs to shared.mjs',
    );
  });

  test('is an ordinary mistake in a file that is an ES module', () => {
    expect(remedyFor({ name: 'SyntaxError', message }, 'check.mjs')).toBe('try: node check.mjs');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseJsonPath, valueAt } from '../../../../src/checks/smoke/expect/json-path.ts';

describe('parseJsonPath', () => {
  test.each<[string, (string | number)[]]>([
    ['$', []],
    ['$.version', ['version']],
    ['$.build-id', ['build-id']],
    ['$.größe_2', ['größe_2']],
    ["$['a b'].c", ['a b', 'c']],
    ['$["a.b"][0]', ['a.b', 0]],
    ['$.items[-1].id', ['items', -1, 'id']],
    ["$['it\\'s']['\\\\']", ["it's", '\\']],
    ["$['']", ['']],
    ['$["say \\"it\\""]["\\\\"]', ['say "it"', '\\']],
    ['$[12][-345]', [12, -345]],
    [`$${'.a'.repeat(249)}b`, [...Array(248).fill('a'), 'ab']],
  ])('reads %s', (text, steps) => {
    expect(parseJsonPath(text)).toEqual(steps);
  });

  test.each([
    '',
    'version',
    '.version',
    '$version',
    '$.',
    '$..version',
    '$.*',
    '$[*]',
    '$[?match(@.a, "(a+)+")]',
    '$[0:2]',
    '$[0,1]',
    '$[01]',
    '$[-0]',
    '$[1.5]',
    "$['open",
    '$.1a',
    '$.a b',
    ` $.a`,
    `$${'.a'.repeat(250)}`,
    '$["it\\\'s"]',
  ])('refuses %s', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });
});

describe('valueAt', () => {
  const root = { a: { b: [1, null, { c: 'x' }] }, list: [] };

  test.each<[string, unknown]>([
    ['$.a.b[0]', 1],
    ['$.a.b[1]', null],
    ['$.a.b[-1].c', 'x'],
    ['$', root],
  ])('finds %s', (text, value) => {
    expect(valueAt(root, parseJsonPath(text) ?? [])).toEqual({ found: true, value });
  });

  test.each([
    '$.b',
    '$.a.b.c',
    '$.a.b[3]',
    '$.a.b[-4]',
    '$.a[0]',
    '$.list[0]',
    '$.toString',
    '$.__proto__',
    '$.a.b.length',
  ])('finds nothing at %s', (text) => {
    expect(valueAt(root, parseJsonPath(text) ?? ['?'])).toEqual({ found: false });
  });

  test('finds every value that quoted names lead to', () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1, maxLength: 6 }), fc.jsonValue(), (names, leaf) => {
        fc.pre(!names.includes('__proto__'));
        const root = names.reduceRight<unknown>((value, name) => ({ [name]: value }), leaf);
        const text = `$${names.map((name) => `['${name.replace(/['\\]/g, '\\$&')}']`).join('')}`;

        expect(valueAt(root, parseJsonPath(text) ?? ['?'])).toEqual({ found: true, value: leaf });
      }),
    );
  });
});

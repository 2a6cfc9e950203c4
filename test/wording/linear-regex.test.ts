import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileLinearRegex } from '../../src/wording/linear-regex.ts';

const mebibyte = 1024 * 1024;

describe('compileLinearRegex', () => {
  test.each<[string, string, boolean]>([
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['^v\\d+$', 'v42', true],
    ['^v\\d+$', 'v42\n', false],
    ['(?i)shop', 'SHOP', true],
    ['ä|😀', '😀', true],
    ['^.$', '😀', true],
    ['\\p{Greek}', 'λ', true],
    ['a.c', 'a\nc', false],
    ['(?s)a.c', 'a\nc', true],
    ['(?m)^c$', 'a\nc', true],
    ['x{0}', '', true],
  ])('tests whether %j matches a part of %j: %j', (pattern, text, isMatch) => {
    expect(compileLinearRegex(pattern).test(text)).toBe(isMatch);
    expect(compileLinearRegex(pattern).exec(text) !== undefined).toBe(isMatch);
  });

  test('returns the first match with its groups, for captures', () => {
    const html = '<input name="csrf" value="a1b2"><input name="csrf" value="c3">';

    expect(compileLinearRegex('name="csrf" value="([^"]+)"').exec(html)).toEqual(['name="csrf" value="a1b2"', 'a1b2']);
    expect(compileLinearRegex('(a)|(b)').exec('b')).toEqual(['b', undefined, 'b']);
    expect(compileLinearRegex('(x)').exec('b')).toBeUndefined();
  });

  test.each<[string, string]>([
    ['a(?=b)', 'lookahead and lookbehind are not supported, because they cannot be matched in linear time'],
    ['a(?!b)', 'lookahead and lookbehind are not supported, because they cannot be matched in linear time'],
    ['(?<=a)b', 'lookahead and lookbehind are not supported, because they cannot be matched in linear time'],
    ['(?<!a)b', 'lookahead and lookbehind are not supported, because they cannot be matched in linear time'],
    ['(a)\\1', 'backreferences are not supported, because they cannot be matched in linear time'],
    ['(?<n>a)\\k<n>', 'backreferences are not supported, because they cannot be matched in linear time'],
    ['[a', 'missing closing ]: `[a`'],
    ['(a', 'missing closing ): `(a`'],
    ['*', 'missing argument to repetition operator: `*`'],
    ['a{1001}', 'invalid repeat count: `{1001}`'],
    ['((a{100}){100}){100}', 'invalid repeat count: `{100}`'],
  ])('refuses %j, and says what is wrong', (pattern, wrong) => {
    expect(() => compileLinearRegex(pattern)).toThrow(`expected a regular expression of RE2: ${wrong}`);
  });

  test.each(['(a+)+$', '(a|a)*=$', '(.*)*=', '(a|b|ab)*c', '(x+x+)+y', '([ab]+)*[0-9]{9}$'])(
    'does not hang on %s and a MiB of text',
    (pattern) => {
      expect(compileLinearRegex(pattern).test(`${'ab'.repeat(mebibyte / 2)}!`)).toBe(false);
    },
  );

  test('matches what the language matches, for patterns that mean the same in both', () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '(?:a|bc)', 'ä', '^', '$');
    const piece = fc.tuple(atom, fc.constantFrom('', '', '*', '+', '?', '{1,2}')).filter(([of]) => !/[$^]$/.test(of));
    const pattern = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.flat().join(''));
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'ä'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, text, (source, input) => {
        const [all] = new RegExp(source, 'u').exec(input) ?? [];

        expect(compileLinearRegex(source).exec(input)?.[0]).toBe(all);
      }),
    );
  });
});

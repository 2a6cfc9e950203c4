import { describe, expect, test } from 'vitest';
import { compileRegex } from '../../../src/deployment/listener/regex.ts';

const values = [
  '',
  'a',
  'b',
  'A',
  'aa',
  'ab',
  'ba',
  'abc',
  'aaa',
  'abab',
  '1',
  '12',
  '_',
  '-',
  ']',
  '^',
  '.',
  '/a',
  'a b',
  '\\',
  'a-c',
  'z',
  '{',
  '*',
];

describe('a compiled regular expression', () => {
  test.each([
    ...[
      '',
      'a',
      'ab',
      'a|b',
      'a|',
      '|a',
      'a||b',
      '.',
      '..',
      '^a$',
      '^',
      '$',
      'a^',
      '$a',
      '(a)',
      '(?:a|b)c?',
      '(a(b)?)+',
      '()',
    ],
    ...[
      'a*',
      'a+',
      'a?',
      'a*?',
      'a+?',
      'a??',
      'a{2}',
      'a{2}?',
      'a{0}',
      'a{1,2}',
      'a{2,}',
      'a{0,1}',
      '(?:ab){2}',
      'a{1,1}b',
      '.*',
      'a{64}',
      'a{0,64}',
    ],
    ...[
      '[ab]',
      '[^ab]',
      '[a-c]',
      '[^a-c]',
      '[a-c1]',
      '[-a]',
      '[a-]',
      '[\\]]',
      '[\\^]',
      '[.]',
      '[*+?{}()|$]',
      '[\\d]',
      '[^\\w]',
      '[\\D]',
      '[\\W]',
      '[a-a]',
      '[!-~]',
      '[^^]',
      '[\\-a]',
      '[\\w\\-]',
      '[\\w\\-.]+',
      '[\\.a-c]',
      '[a&b]',
    ],
    ...['\\d', '\\d+', '\\D', '\\w', '\\W', '\\.', '\\/a', '\\\\', '\\*', '\\{', '\\-', '\\_', '/a', ' ', 'a b', '-'],
    'a'.repeat(128),
  ])('%s matches what JavaScript matches', (pattern) => {
    const whole = new RegExp(`^(?:${pattern})$`);
    const matcher = compileRegex(pattern, false);
    const matching = [...values, 'a'.repeat(64), 'a'.repeat(128)].filter((value) =>
      matcher?.(value, [0])?.has(value.length),
    );

    expect(matcher).toBeDefined();
    expect(matching).toEqual([...values, 'a'.repeat(64), 'a'.repeat(128)].filter((value) => whole.test(value)));
  });

  test.each(['a', 'A', '[a-b]', '[A-B]', '[^a]', 'a{2}', '(?:a|B)'])(
    '%s matches what JavaScript matches in any case',
    (pattern) => {
      const matcher = compileRegex(pattern, true);

      expect(values.filter((value) => matcher?.(value, [0])?.has(value.length))).toEqual(
        // Each engine reads `[^a]` with ignored case differently.
        pattern === '[^a]'
          ? expect.arrayContaining(['b', '1'])
          : values.filter((value) => new RegExp(`^(?:${pattern})$`, 'i').test(value)),
      );
    },
  );

  test.each([
    ...[
      '(',
      ')',
      'a)',
      '(a',
      '((a)',
      '(?=a)',
      '(?!a)',
      '(?<n>a)',
      '(?i)a',
      '(?',
      '[',
      '[a',
      '[]',
      '[^]',
      '[[a]',
      '[[:alpha:]]',
      '[b-a]',
      '[a-\\d]',
      '[a-[]',
      '[A-[]',
      '[A-[b]',
      '[!-\\d]',
      '[a-',
      '[\\.-z]',
      '[\\--a]',
      '[\\w-z]',
      '[a-c-e]',
      '[a&&b]',
    ],
    ...[
      '*',
      '+a',
      '?',
      '{',
      '}',
      'a}',
      ']',
      'a**',
      'a++',
      'a*+',
      'a?+',
      'a{2}{2}',
      'a{1,2}{3}',
      'a*?*',
      'a{',
      'a{x}',
      'a{,2}',
      'a{2,1}',
      'a{65}',
      'a{0,65}',
      'a{65,}',
      'a{1000}',
    ],
    ...[
      '\\b',
      '\\s',
      '\\1',
      '\\x41',
      '\\p',
      '\\<',
      '\\>',
      "\\'",
      '\\`',
      '\\',
      'a\\',
      '[\\b]',
      '[\\',
      'é',
      '[é]',
      '\t',
      '[\t]',
    ],
    ...['a|\\', 'a|[b', 'a|[b|c', 'a|\\b', '(a|\\b)', '\\b|a', 'a|b|*', 'a|b{1000}'],
    'a'.repeat(129),
  ])('%s is refused because engines read it differently', (pattern) => {
    expect(compileRegex(pattern, false)).toBeUndefined();
  });

  test('matches only from the given starts', () => {
    const matcher = compileRegex('ab?', false);

    expect(matcher?.('abab', [0, 2])).toEqual(new Set([1, 2, 3, 4]));
    expect(matcher?.('abab', [1])).toEqual(new Set());
    expect(matcher?.('abab', [])).toEqual(new Set());
  });

  test('gives up after too many steps', () => {
    const starts = Array.from({ length: 5001 }, (_, at) => at);
    const matcher = compileRegex('(?:.?){64}(?:.?){64}b', false);

    expect(matcher?.('a'.repeat(5000), starts)).toBeUndefined();
    expect(matcher?.('a'.repeat(50), starts.slice(0, 51))).toEqual(new Set());
  });

  test.each([
    ['what may be empty', '(?:(?:(?:.?){64}){64}){64}b'],
    ['what is always empty', '(?:(?:(?:(?:){64}){64}){64}){64}'],
    ['a position', '(?:(?:(?:^{64}){64}){64}){64}'],
  ])('gives up on nested repetitions of %s', (_what, pattern) => {
    expect(compileRegex(pattern, false)?.('a'.repeat(50), [0])).toBeUndefined();
  });

  test('has an answer for nested repetitions of what does not match', () => {
    expect(compileRegex('(?:(?:(?:a{64}){64}){64}){64}', false)?.('b', [0])).toEqual(new Set());
  });

  test('counts a step for each position, and one more', () => {
    const matcher = compileRegex('a', false);
    const starts = (count: number) => Array.from({ length: count }, (_, at) => at);

    expect(matcher?.('a', starts(499_999))).toEqual(new Set([1]));
    expect(matcher?.('a', starts(500_000))).toBeUndefined();
  });

  test.each(['.', '[^a]', '\\D', '\\W'])('finds nothing that is %s behind the end', (pattern) => {
    expect(compileRegex(pattern, false)?.('b', [1])).toEqual(new Set());
  });
});

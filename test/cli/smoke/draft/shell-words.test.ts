import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { splitCommands } from '../../../../src/cli/smoke/draft/shell-words.ts';

describe('splitCommands', () => {
  test.each([
    ['curl a b', [['curl', 'a', 'b']]],
    ['curl \'a b\' "c d"', [['curl', 'a b', 'c d']]],
    ['curl \\\n  a \\\r\n  b', [['curl', 'a', 'b']]],
    ["curl 'it'\\''s'", [['curl', "it's"]]],
    ['curl "a\\"b\\$c\\d"', [['curl', 'a"b$c\\d']]],
    ["curl $'a\\nb\\u0021\\x41\\'c'", [['curl', "a\nb!A'c"]]],
    ['curl a; ls | wc\ncurl b && x', [['curl', 'a'], ['ls'], ['wc'], ['curl', 'b'], ['x']]],
    [
      '# a comment\ncurl a # another\ncurl b#c',
      [
        ['curl', 'a'],
        ['curl', 'b#c'],
      ],
    ],
    ['curl "" \'\'', [['curl', '', '']]],
    ['curl https://a.example.com/?b=c', [['curl', 'https://a.example.com/?b=c']]],
    ['', []],
  ])('splits %j', (text, commands) => {
    expect(splitCommands(text)).toEqual(commands);
  });

  test.each(["curl 'a", 'curl "a', "curl $'a"])('refuses %j, whose quote is not closed', (text) => {
    expect(() => splitCommands(text)).toThrow('a quote is not closed');
  });

  test('reads back any words in single quotes', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }), (words) => {
        const text = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
        expect(splitCommands(text)).toEqual([words.map((word) => word.replaceAll('\r\n', '\n'))]);
      }),
    );
  });
});

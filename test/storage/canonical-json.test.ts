import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, digestOf } from '../../src/storage/canonical-json.ts';

describe('the canonical form of RFC 8785', () => {
  test.each<[unknown, string]>([
    // The example of section 3.2.4 of the RFC, without its numbers.
    [
      { string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"\u002f', literals: [null, true, false] },
      String.raw`{"literals":[null,true,false],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    ],
    // Its keys of section 3.2.3: sorted by UTF-16 code units, so that an emoji comes before a Hebrew letter of a higher unit.
    [
      { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 },
      '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}',
    ],
    [[], '[]'],
    [{}, '{}'],
    [[3, [2, [1]]], '[3,[2,[1]]]'],
    [{ b: { d: 1, c: 2 }, a: [{ z: 1, y: 2 }] }, '{"a":[{"y":2,"z":1}],"b":{"c":2,"d":1}}'],
    ['text', '"text"'],
    [0, '0'],
    [1.5, '1.5'],
    [null, 'null'],
    [false, 'false'],
  ])('of %j', (value, canonical) => {
    expect(canonicalJson(value)).toBe(canonical);
  });

  test('leaves out keys without a value, and has null for an item without one', () => {
    expect(canonicalJson({ a: undefined, b: null, c: [undefined, null, 0] })).toBe('{"b":null,"c":[null,null,0]}');
  });

  test('replaces lone surrogates, which UTF-8 cannot hold', () => {
    expect(canonicalJson({ a: 'x\ud83dy' })).toBe('{"a":"x\ufffdy"}');
  });

  test('is the same for equal values and reads back as one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const read: unknown = JSON.parse(canonicalJson(value));
        expect(canonicalJson(read)).toBe(canonicalJson(value));
        expect(canonicalJson(JSON.parse(JSON.stringify(value)))).toBe(canonicalJson(value));
      }),
    );
  });
});

test('a digest is the SHA-256 of that, which any other tool computes as well', () => {
  // printf '{"a":1,"b":[true,"ü"]}' | sha256sum
  expect(digestOf({ b: [true, 'ü'], a: 1 })).toBe('e9e0976f7eb3c0e72f9037eaf07b433eae8316c7840d4d07bf7a3fb8dd9d73c2');
});

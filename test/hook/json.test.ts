import { describe, expect, test } from 'vitest';
import { isJsonObject, readJson, weigh } from '../../src/hook/json.ts';

describe('weigh', () => {
  test.each([
    [{ a: 1 }, 7],
    ['ü', 4],
    [null, 4],
    [undefined, 0],
    [() => 1, 0],
    [Symbol('s'), 0],
  ])('measures %o as %s bytes of JSON', (value, bytes) => {
    expect(weigh(value)).toBe(bytes);
  });

  test('returns undefined for values that JSON cannot hold', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;

    expect([weigh(10n), weigh(cycle)]).toEqual([undefined, undefined]);
  });
});

describe('isJsonObject', () => {
  test.each([
    [{}, true],
    [{ a: 1 }, true],
    [[], false],
    [null, false],
    [undefined, false],
    ['{}', false],
  ])('for %j returns %s', (value, expected) => {
    expect(isJsonObject(value)).toBe(expected);
  });
});

describe('readJson', () => {
  test.each([
    ['an escaped half of a pair', '{"a":["\\ud83d","\\uDE00"]}', { a: ['\ufffd', '\ufffd'] }],
    ['half a pair as it is', '"a\ud83d"', 'a\ufffd'],
    ['a whole pair, escaped', '"\\ud83d\\ude00"', '\u{1f600}'],
    ['a whole pair as it is', '{"a":"\u{1f600}"}', { a: '\u{1f600}' }],
    ['a backslash and what looks like half a pair', '"\\\\ud83d"', '\\ud83d'],
    ['no surrogate at all', '{"a":[1,null,"ü"]}', { a: [1, null, 'ü'] }],
  ])('reads %s', (_what, text, value) => {
    expect(readJson(text)).toEqual(value);
  });

  test('rejects what is not JSON', () => {
    expect(() => readJson('{"a":')).toThrow(SyntaxError);
  });
});

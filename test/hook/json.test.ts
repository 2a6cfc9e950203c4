import { describe, expect, test } from 'vitest';
import { isJsonObject, weigh } from '../../src/hook/json.ts';

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

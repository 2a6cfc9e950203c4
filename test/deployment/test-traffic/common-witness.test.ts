import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commonWitness } from '../../../src/deployment/test-traffic/common-witness.ts';

describe('commonWitness', () => {
  test.each<[string[], string]>([
    [[], ''],
    [[''], ''],
    [['*'], ''],
    [['**', '*'], ''],
    [['abc'], 'abc'],
    [['?'], '1'],
    [['?*'], '1'],
    [['a*'], 'a'],
    [['*a'], 'a'],
    [['/v?/items/*'], '/v1/items/'],
    [['*test*', 'a?*'], 'atest'],
    [['*b', 'a*'], 'ab'],
    [['a*c', '*b*', '???'], 'abc'],
    [['ABC', 'abc'], 'ABC'],
    [['a*', 'A?'], 'a1'],
    [['*new*', '*beta'], 'newbeta'],
    [['x***y'], 'xy'],
  ])('for %j returns %j', (patterns, witness) => {
    expect(commonWitness(patterns)).toBe(witness);
  });

  test.each([[['a', 'b']], [['a', '']], [['a*', 'b*']], [['?', '??']], [['*a', '*b']]])(
    'returns nothing for %j',
    (patterns) => {
      expect(commonWitness(patterns)).toBeUndefined();
    },
  );

  test('fills arbitrary characters with the given one', () => {
    expect(commonWitness(['a?c*', '???*'], 'g')).toBe('agc');
  });

  test('gives up on patterns that would take too long', () => {
    const long = [...'abcd'].map((letter, index) => `*${letter}${'?'.repeat(20 + index)}`);

    expect(commonWitness(long)).toBeUndefined();
  });

  test('returns a string that every pattern matches, for any patterns', () => {
    const pattern = fc.string({ unit: fc.constantFrom('a', 'B', '*', '?'), maxLength: 6 });
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 3 }), (patterns) => {
        const witness = commonWitness(patterns);
        if (witness === undefined) return;
        for (const each of patterns) {
          const expression = new RegExp(`^${each.replaceAll('?', '.').replaceAll('*', '.*')}$`, 'i');
          expect(`${each} ${expression.test(witness)}`).toBe(`${each} true`);
        }
      }),
      { numRuns: 500 },
    );
  });
});

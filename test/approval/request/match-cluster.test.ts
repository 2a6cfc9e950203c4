import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchCluster } from '../../../src/approval/request/match-cluster.ts';

describe('matchCluster', () => {
  test.each([
    ['dev-*', 'dev-eu', true],
    ['dev-*', 'dev-', true],
    ['dev-*', 'dev', false],
    ['dev-*', 'my-dev-eu', false],
    ['dev-*', 'DEV-eu', false],
    ['*-dev', 'shop-dev', true],
    ['*-dev', 'shop-dev-2', false],
    ['aba*aba', 'aba', false],
    ['aba*aba', 'ababa', false],
    ['aba*aba', 'abaaba', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'acb', false],
    ['dev', 'dev', true],
    ['dev', 'dev-eu', false],
    ['de.', 'dev', false],
  ])('says of %s and %s: %s', (pattern, cluster, isMatch) => {
    expect(matchCluster([pattern], cluster)).toBe(isMatch ? pattern : undefined);
  });

  test('names the first pattern that matches', () => {
    expect(matchCluster(['test', 'dev-*', 'dev-eu'], 'dev-eu')).toBe('dev-*');
    expect(matchCluster([], 'dev-eu')).toBeUndefined();
  });

  test('matches what the same regular expression matches', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, letters, (wanted, cluster) => {
        const expected = new RegExp(`^${wanted.replaceAll('*', '.*')}$`).test(cluster);

        expect(matchCluster([wanted], cluster) === wanted).toBe(expected);
      }),
      { numRuns: 3000 },
    );
  });
});

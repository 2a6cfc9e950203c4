import { describe, expect, test } from 'vitest';
import { matchRegex } from '../../../src/deployment/listener/match-regex.ts';
import { regexWitnesses } from '../../../src/deployment/test-traffic/regex-witness.ts';
import { casesOf } from '../../helpers/random-cases.ts';
import { chanceOf, randomRegex } from '../listener/random-listener.ts';

const patterns = casesOf(2000);
/** Another seed: `REGEX_SEED=7 npx vitest run test/deployment/test-traffic/regex-witness.property.test.ts`. */
const seed = Number(process.env['REGEX_SEED'] ?? 20_261_126);

/** Made before anything is tried, so that the seed alone decides them. In parts: each is a test of its own, which no busy machine makes too slow. */
const parts = (() => {
  const chance = chanceOf(seed);
  const all = Array.from({ length: patterns }, (_, number) => ({ number, pattern: randomRegex(chance, 4) }));
  return Array.from({ length: Math.ceil(patterns / 100) }, (_, part) => all.slice(part * 100, (part + 1) * 100));
})();

describe('regexWitnesses', () => {
  let solved = 0;

  test.each(parts.map((part) => [part[0]?.number ?? 0, part] as const))(
    `returns only strings that JavaScript matches too, for random regular expressions from number %i (seed ${seed})`,
    (_from, part) => {
      for (const { number, pattern } of part) {
        const witnesses = regexWitnesses(pattern);
        solved += Number(witnesses.length > 0);
        // A separate engine, in each way in which ELB may read it.
        const readings = [`^(?:${pattern})$`, pattern].flatMap((source) => [
          new RegExp(source),
          new RegExp(source, 'i'),
        ]);
        expect(
          { pattern, wrong: witnesses.filter((text) => !readings.every((reading) => reading.test(text))) },
          `pattern ${number} of seed ${seed}`,
        ).toEqual({ pattern, wrong: [] });
      }
    },
  );

  test('finds one for more than half of them', () => {
    if (solved === 0) for (const { pattern } of parts.flat()) solved += Number(regexWitnesses(pattern).length > 0);

    expect(solved).toBeGreaterThan(patterns / 2);
  });

  test.each<[string, string]>([
    ['^/v[12]/(items|carts)/\\d+$', '/v1/items/1'],
    ['/a{3}b?', '/aaa'],
    ['^(?:GREEN|blue)$', 'GREEN'],
    ['[^0-9a-z/]+', '!'],
    ['^x\\.y\\/\\]$', 'x.y/]'],
    ['.+', '1'],
    ['[]]', ''],
    ['[-b]', '-'],
    ['[^0-9]', 'a'],
    ['^a b$', 'a b'],
    ['x{12}', 'x'.repeat(12)],
    ['x{2,}y', 'xxy'],
    ['x{2,12}y', 'xxy'],
    ['x{64}y{64}', `${'x'.repeat(64)}${'y'.repeat(64)}`],
  ])('returns for %s the string "%s"', (pattern, witness) => {
    expect(regexWitnesses(pattern)[0] ?? '').toBe(witness);
  });

  test.each(['(?=a)b', '(a)\\1', 'a++', '(a', 'a)', '[a', '\\x41', '[[:alpha:]]', 'a^b', '$a', 'x{65}', 'ä', 'a|b)'])(
    'returns nothing for %s, which cannot be evaluated or never matches',
    (pattern) => {
      expect(regexWitnesses(pattern)).toEqual([]);
    },
  );

  test.each<[string, readonly string[]]>([
    ['[0-9]', ['1', '0']],
    ['/a+', ['/a', '/aa']],
    ['/a+?', ['/a', '/aa']],
    ['a|b|a', ['a', 'b']],
  ])('for %s, tries the first two characters, as few times as it may and once more: %j', (pattern, witnesses) => {
    expect(regexWitnesses(pattern)).toEqual(witnesses);
  });

  test('returns at most 32 values', () => {
    expect(regexWitnesses([...'abcdefghijklmnopqrstuvwxyz0123456789'].join('|'))).toHaveLength(32);
  });

  test('finishes quickly for the longest patterns', () => {
    for (const pattern of [
      '(a|b|c|d)*'.repeat(12),
      '(((.*)*)*)*',
      '('.repeat(128),
      '(.{1,64}){1,64}',
      '[a-z]'.repeat(25),
    ])
      expect(regexWitnesses(pattern).every((text) => matchRegex(pattern, text) === true)).toBe(true);
  });
});

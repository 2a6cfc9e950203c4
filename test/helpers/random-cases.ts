import fc from 'fast-check';

/**
 * How many random cases a property is tried on: `count`, or the share of it that `RANDOM_CASES` names, such as 0.02. The mutation test, which
 * runs every test thousands of times, asks for a small share, and so does `npm test -- --changed`, which has to be quick.
 */
export function casesOf(count: number): number {
  return Math.ceil(count * Number(process.env['RANDOM_CASES'] ?? 1));
}

/**
 * Any character but half a surrogate pair: what fast-check makes for the unit `binary`, from the same numbers. Its own first lists all of Unicode, to
 * find the number of a character, which takes longer than a test.
 */
export const anyCharacter: fc.Arbitrary<string> = fc.nat({ max: 0x10_ffff - 0x800 }).map(
  (number) => String.fromCodePoint(number < 0xd800 ? number : number + 0x800),
  (character) => {
    const code = typeof character === 'string' ? (character.codePointAt(0) ?? -1) : -1;
    if (code === -1 || String.fromCodePoint(code) !== character || !character.isWellFormed()) {
      throw new Error('not one character');
    }
    return code < 0xd800 ? code : code - 0x800;
  },
);

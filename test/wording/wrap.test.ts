import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrap } from '../../src/wording/wrap.ts';

describe('wrap', () => {
  test.each([
    ['', 5, ['']],
    ['one two', 7, ['one two']],
    ['one two', 6, ['one', 'two']],
    ['a verylongword b', 4, ['a', 'verylongword', 'b']],
    ['verylongword', 4, ['verylongword']],
  ])('of %j at %d is %j', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('breaks no word, loses none, and makes a line too long only for a word that is', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'é', '…') }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (all, width) => {
        const lines = wrap(all.join(' '), width);

        expect(lines.flatMap((line) => line.split(' '))).toEqual(all);
        for (const line of lines) if (line.includes(' ')) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

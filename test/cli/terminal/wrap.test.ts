import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { displayWidth } from '../../../src/cli/terminal/display-width.ts';
import { wrap } from '../../../src/cli/terminal/wrap.ts';

describe('wrap', () => {
  test.each([
    ['', 5, ['']],
    ['one two', 7, ['one two']],
    ['one two', 6, ['one', 'two']],
    ['a verylongword b', 4, ['a', 'verylongword', 'b']],
    ['verylongword', 4, ['verylongword']],
    ['  indented words', 10, ['  indented', 'words']],
    ['ends with spaces  ', 16, ['ends with spaces']],
    ['価格が違います。直して', 10, ['価格が違い', 'ます。直し', 'て']],
    ['価格が、違う', 6, ['価格', 'が、違', 'う']],
    ['한국어 텍스트', 7, ['한국어', '텍스트']],
    ['👍🏽 👍🏽 ok', 5, ['👍🏽 👍🏽', 'ok']],
    ['e\u0301e\u0301 e\u0301', 4, ['e\u0301e\u0301 e\u0301']],
  ])('of %j at %d is %j', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines);
  });

  test('breaks no word, loses none, and makes a line too long only for a word that is', () => {
    const words = fc.array(
      fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'é', '…', '한', '👍') }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 20 }), (all, width) => {
        const lines = wrap(all.join(' '), width);

        expect(lines.flatMap((line) => line.split(' '))).toEqual(all);
        for (const line of lines) if (line.includes(' ')) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

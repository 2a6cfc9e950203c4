import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { escapeMarkdown, plainText, renderCodeBlock } from '../../../../src/cli/watch/github/escape-markdown.ts';
import { anyCharacter } from '../../../helpers/random-cases.ts';

const pieces = [
  '<b>',
  '|',
  '`',
  '``',
  '\\',
  '[x](https://evil.example)',
  '![x](y)',
  '@everyone',
  '#1',
  'www.evil.example',
];
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...pieces, '\n', '\r\n', '\u2028', '\u202e', '&lt;', '- ', '1. '),
      fc.string({ unit: anyCharacter }),
    ),
  )
  .map((parts) => parts.join(''));

/** What a reader sees of numeric references. */
const shown = (markdown: string) =>
  markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));

describe('text of others in Markdown', () => {
  test.each([
    ['HTML', '<img src=x>', '&#60;img src&#61;x&#62;'],
    ['the border of a cell', 'a | b', 'a &#124; b'],
    ['a second line', 'a\n# b', 'a &#35;\u2060 b'],
    ['a reference', '&lt;', '&#38;lt&#59;'],
  ])('%s is only text', (_what, text, markdown) => {
    expect(escapeMarkdown(text)).toBe(markdown);
  });

  test('is one line of letters, digits, spaces, commas and references, so that nothing is markup', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(escapeMarkdown(text)).toMatch(
          /^(?:[A-Za-z0-9 ,]|&#\d{2,3};|[^\p{ASCII}\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e])*$/u,
        );
      }),
    );
  });

  test('is shown as it is, and is neither an address nor a mention', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const seen = shown(escapeMarkdown(text));

        expect(seen.replaceAll('\u2060', '')).toBe(plainText(text));
        expect(seen).not.toMatch(/:\/|www\.|@(?!\u2060)|(?<!\u2060)@|#(?!\u2060)/i);
      }),
    );
  });

  test('is short, and has nothing that looks like a secret', () => {
    expect(plainText('x'.repeat(1000))).toHaveLength(500);
    expect(escapeMarkdown('sent token=hunter2secret to us')).not.toContain('hunter2');
  });
});

test('no line of a code block ends it', () => {
  fc.assert(
    fc.property(fc.array(hostile), (lines) => {
      const [fence = '', ...inside] = renderCodeBlock(lines);

      expect(inside.pop()).toBe(fence);
      expect(inside).toHaveLength(lines.length);
      for (const line of inside)
        expect([line.includes(fence), /[\r\n\u2028\u2029]/.test(line)]).toEqual([false, false]);
    }),
  );
});

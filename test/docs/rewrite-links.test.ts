import { describe, expect, test } from 'vitest';
import { rewriteLinks } from '../../scripts/docs/rewrite-links.ts';

describe('rewriteLinks', () => {
  const upper = (link: string) => link.toUpperCase();

  test('rewrites relative links and images, and leaves all others unchanged', () => {
    const page =
      'See [a](a.md), ![b](images/b.png), [c](https://example.com/c), [d](#d), [e](/e) and [f](mailto:f@example.com).';

    expect(rewriteLinks(page, upper)).toEqual({
      text: 'See [a](A.MD), ![b](IMAGES/B.PNG), [c](https://example.com/c), [d](#d), [e](/e) and [f](mailto:f@example.com).',
      dead: [],
    });
  });

  test('leaves code unchanged', () => {
    const page = '```md\n[a](a.md)\n```\n\n[b](b.md)\n\n~~~\n[c](c.md)\n~~~\n';

    expect(rewriteLinks(page, upper).text).toBe('```md\n[a](a.md)\n```\n\n[b](B.MD)\n\n~~~\n[c](c.md)\n~~~\n');
  });

  test('rewrites an image within a link', () => {
    expect(rewriteLinks('[![a](a.png)](b.md)', upper).text).toBe('[![a](A.PNG)](B.MD)');
  });

  test('names a link that leads nowhere, and keeps the text of a link without a page', () => {
    const page = '[a](gone.md) and [b](folder)';

    expect(rewriteLinks(page, (link) => (link === 'folder' ? '' : undefined))).toEqual({
      text: '[a](gone.md) and b',
      dead: ['gone.md'],
    });
  });
});

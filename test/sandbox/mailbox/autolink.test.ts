import { html } from 'hono/html';
import { describe, expect, test } from 'vitest';
import { autolink } from '../../../src/sandbox/mailbox/autolink.ts';

describe('autolink', () => {
  test('links an address and keeps every character around it', async () => {
    expect(await render('Decide:   http://127.0.0.1:8091/a/t?x=1&y=2\nUntil:    14:30 UTC\n')).toBe(
      'Decide:   <a href="http://127.0.0.1:8091/a/t?x=1&amp;y=2" target="_blank" rel="noopener noreferrer">http://127.0.0.1:8091/a/t?x=1&amp;y=2</a>\nUntil:    14:30 UTC\n',
    );
  });

  test.each([
    ['(see https://shop.example/a).', 'https://shop.example/a'],
    ['https://shop.example/a, then', 'https://shop.example/a'],
    ['<https://shop.example/a>', 'https://shop.example/a'],
    ['"https://shop.example/a"', 'https://shop.example/a'],
  ])('excludes the punctuation around the address in %j', async (text, address) => {
    expect(await hrefs(text)).toEqual([address]);
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    'file:///etc/passwd',
    'ftp://shop.example/',
    'http://',
    'shop.example',
  ])('does not link %s', async (text) => {
    expect(await hrefs(text)).toEqual([]);
  });

  test('shows markup as text', async () => {
    expect(await render('<img src=x onerror=alert(1)> & "quotes"')).toBe(
      '&lt;img src=x onerror=alert(1)&gt; &amp; &quot;quotes&quot;',
    );
  });

  test('lets no address break out of its attribute', async () => {
    expect(await render('https://x.example/"onmouseover="alert(1)')).toBe(
      '<a href="https://x.example/" target="_blank" rel="noopener noreferrer">https://x.example/</a>&quot;onmouseover=&quot;alert(1)',
    );
  });
});

async function render(text: string): Promise<string> {
  return String(await html`${autolink(text)}`);
}

async function hrefs(text: string): Promise<string[]> {
  return [...(await render(text)).matchAll(/href="([^"]*)"/g)].map((match) => match[1] ?? '');
}

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findDeadLinks } from '../../scripts/docs/dead-links.ts';

describe('findDeadLinks', () => {
  test('finds nothing on a site without dead links', () => {
    const site = siteOf({
      'index.html':
        '<a href="/guides/a.html#one">a</a> <a href="#top" id="top">up</a> <a href="https://example.com/x">x</a>',
      'guides/a.html': '<h2 id="one">One</h2> <a href="../index.html">home</a> <img src="../b.png">',
      'b.png': '',
    });

    expect(findDeadLinks(site)).toEqual([]);
  });

  test('names the page, the link and what is missing', () => {
    const site = siteOf({
      'index.html': '<a href="gone.html">a</a> <a href="./other.html#gone">b</a> <img src="/gone.png">',
      'other.html': '<h2 id="here">Here</h2>',
    });

    expect(findDeadLinks(site)).toEqual([
      'index.html links to gone.html',
      'index.html links to ./other.html#gone, but other.html has no #gone',
      'index.html links to /gone.png',
    ]);
  });

  test('refuses resources that a page would load from another site', () => {
    const site = siteOf({
      'index.html': '<script src="https://cdn.example.com/a.js"></script> <a href="https://example.com">b</a>',
    });

    expect(findDeadLinks(site)).toEqual(['index.html loads https://cdn.example.com/a.js from another site']);
  });
});

function siteOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'greenlight-site-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

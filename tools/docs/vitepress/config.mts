import { readFileSync } from 'node:fs';
import { defineConfig, type MarkdownRenderer } from 'vitepress';
import { breakMark, renderTables, withBreaks } from './tables.mts';

type Section = { title: string; index?: string; pages: [path: string, title: string][] };

/** From scripts/docs/sections.ts. */
const sections: Section[] = JSON.parse(readFileSync(new URL('./sections.json', import.meta.url), 'utf8'));

export default defineConfig({
  title: 'Greenlight',
  description: 'Lifecycle hooks for Amazon ECS service deployments: approvals, smoke tests and alarm checks',
  lang: 'en',
  // Every address ends in .html, so that any web server works.
  cleanUrls: false,
  ignoreDeadLinks: false,
  srcExclude: ['README.md'],
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  // Each page is there as Markdown, too (scripts/docs/markdown-pages.ts).
  transformHead: ({ pageData: { relativePath, isNotFound } }) =>
    isNotFound ? [] : [['link', { rel: 'alternate', type: 'text/markdown', href: `/${relativePath}` }]],
  markdown: {
    html: false,
    linkify: false,
    // Fragments as the repository's host makes them, so that links work in both places.
    anchor: {
      slugify,
    },
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
    languageAlias: { hcl: 'terraform' },
    config: (md) => {
      renderTables(md);
      highlightOnce(md);
      // `sh aws`: commands that need an account. A test runs the others.
      const fence = md.renderer.rules.fence;
      md.renderer.rules.fence = (tokens, index, options, env, self) => {
        const shown = fence?.(tokens, index, options, env, self) ?? '';
        const needsAws = /^\w+ aws\b/.test(tokens[index]?.info ?? '');
        return needsAws ? shown.replace(/<span class="lang">\w+/, '$& · needs AWS') : shown;
      };
      // An animated picture, for readers who have not asked for less motion; the others see a still, and a phone what it shows itself.
      const image = md.renderer.rules.image;
      md.renderer.rules.image = (tokens, index, options, env, self) => {
        const shown = image?.(tokens, index, options, env, self) ?? '';
        const src = tokens[index]?.attrGet('src') ?? '';
        return src.endsWith('/story.png') ? `<picture>${sourcesBeside(src)}${shown}</picture>` : shown;
      };
      // Two braces begin a placeholder of a smoke suite. Vue would evaluate what is between them.
      const literal = (text: string) => md.utils.escapeHtml(text).replaceAll('{{', '&#123;&#123;');
      md.renderer.rules.text = (tokens, index) => {
        const { content = '', meta } = tokens[index] ?? {};
        const text = meta?.isCell ? content.replaceAll(/\S{30,}/g, withBreaks) : content;
        return literal(text).replaceAll(breakMark, '<wbr>');
      };
      md.renderer.rules.code_inline = (tokens, index) => {
        const { content = '', meta } = tokens[index] ?? {};
        return `<code>${literal(meta?.isCell ? withBreaks(content) : content).replaceAll(breakMark, '<wbr>')}</code>`;
      };
    },
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/guides/' },
      { text: 'Reference', link: '/reference/' },
      { text: 'Troubleshooting', link: '/troubleshooting' },
    ],
    sidebar: sections.map(({ title, index, pages }) => ({
      text: title,
      ...(index !== undefined && { link: `/${index}/${isOwnIndex(index, title) ? '' : `#${slugify(title)}`}` }),
      items: pages.map(([path, text]) => ({ text, link: `/${path}` })),
    })),
    docFooter: { prev: 'Previous', next: 'Next' },
    notFound: {
      title: 'There is no such page',
      quote: 'It may have been moved or renamed. Search finds it by its words; the sections are in the menu above.',
      linkText: 'To the first page',
      linkLabel: 'To the first page of the documentation',
    },
  },
});

/** The index of the search is made from the pages as they are shown, for which all code would be highlighted a second time. */
function highlightOnce({ options }: MarkdownRenderer): void {
  const { highlight } = options;
  const known = new Map<string, string>();
  options.highlight = (...code) => {
    const key = JSON.stringify(code);
    const html = known.get(key) ?? highlight?.(...code) ?? '';
    known.set(key, html);
    return html;
  };
}

/** Whether the section's heading leads to its index: the guides have several headings and one index. */
function isOwnIndex(index: string | undefined, title: string): boolean {
  return index !== undefined && index === title.toLowerCase();
}

function slugify(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');
}

/** In the order in which a browser chooses. README.md has the same. */
function sourcesBeside(story: string): string {
  const sources = [
    ['(max-width: 640px) and (prefers-color-scheme: dark)', 'desk-320-dark.png'],
    ['(max-width: 640px)', 'desk-320.png'],
    ['(prefers-reduced-motion: reduce)', 'sandbox-waiting.png'],
  ];
  return sources
    .map(([media, name]) => `<source media="${media}" srcset="${story.replace(/story\.png$/, name ?? '')}">`)
    .join('');
}

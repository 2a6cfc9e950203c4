import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DocsError } from './docs-error.ts';
import { type Section, sections } from './sections.ts';

/**
 * Writes what programs read of the site: each page as Markdown, at its address with `.md` instead of `.html`, and `llms.txt`, which lists
 * them all (https://llmstxt.org).
 *
 * @param folder - the source of the site, with every page
 * @param site - where the pages go
 */
export function writeMarkdown({ folder, site }: { folder: string; site: string }): void {
  const pages = globSync('**/*.md', { cwd: folder }).map((page) => page.replaceAll('\\', '/'));
  for (const page of pages) {
    mkdirSync(dirname(join(site, page)), { recursive: true });
    writeFileSync(join(site, page), withoutFrontMatter(readFileSync(join(folder, page), 'utf8')));
  }
  writeFileSync(join(site, 'llms.txt'), llmsText(new Set(pages)));
}

/**
 * The index of the pages for programs, in the order of the site. Decision records are in the index of their own that it lists.
 *
 * @throws {DocsError} if it would list a page that does not exist
 */
export function llmsText(pages: ReadonlySet<string>): string {
  const groups = sections.map(({ title, pages: listed }) => [`## ${title}`, '', ...listed.map(lineOf)].join('\n'));
  const missing = sections.flatMap(({ pages: listed }) => listed.map(fileOf)).filter((file) => !pages.has(file));
  if (missing.length > 0) throw new DocsError('DEAD_LINK', `llms.txt links to pages that do not exist: ${missing}`);
  return `# Greenlight

> Lifecycle hooks for Amazon ECS service deployments: approvals by email, smoke tests, alarm and metric checks, a TypeScript kit for checks of
> your own, and a local ECS deployment controller to try them on.

Each page of this site is also Markdown, at the same address with \`.md\` instead of \`.html\`. Links are relative to this file.

${groups.join('\n\n')}
`;
}

function lineOf(page: Section['pages'][number]): string {
  const [, title, about] = page;
  return `- [${title}](${fileOf(page)}): ${about}`;
}

function fileOf([path]: Section['pages'][number]): string {
  return `${path === '' ? 'index' : path}.md`;
}

function withoutFrontMatter(text: string): string {
  return text.replace(/^---\n[\s\S]*?\n---\n+/, '');
}

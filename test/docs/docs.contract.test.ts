import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { buildDocs } from '../../scripts/docs/build.ts';
import { sections } from '../../scripts/docs/sections.ts';
import { rules } from '../../src/cli/doctor/rules/rules.ts';
import { createProgram } from '../../src/cli/program.ts';
import * as kit from '../../src/index.ts';
import { browser, itWorksInABrowser } from './site/site-in-browser.ts';
import { looksAsItDid } from './site/site-pictures.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const minutes = 60_000;

describe('the documentation site', () => {
  const site = mkdtempSync(join(tmpdir(), 'greenlight-docs-'));
  beforeAll(async () => {
    await buildDocs({ outFolder: site });
    return () => rmSync(site, { recursive: true, force: true });
  }, 10 * minutes);

  test('has a page for every Markdown file, and lists it next to the text', () => {
    const pages = globSync('**/*.md', { cwd: join(project, 'docs') }).map((path) => path.replace(/\.md$/, ''));
    // Decision records have an index of their own.
    const listed = pages.filter((page) => !page.startsWith('decisions/'));
    const sidebar = text('start.html');

    expect(pages).toContain('guides/reviewers');
    expect(pages.filter((page) => !existsSync(join(site, `${page}.html`)))).toEqual([]);
    expect(listed.filter((page) => !sidebar.includes(`href="/${page === 'index' ? '' : `${page}.html`}"`))).toEqual([]);
  });

  test('has an index for every section, which lists all of its pages and is next to the text', () => {
    const sidebar = text('start.html');
    for (const { title, index, pages } of sections) {
      const linked = linksOf(`${index ?? ''}/index.html`);

      // The first page is the index of the first section, and its first entry.
      if (index !== undefined)
        expect(sidebar, title).toMatch(new RegExp(`href="/${index}/[^"]*"[^>]*>(<[^>]*>)*${title}<`));
      expect(
        pages.flatMap(([path]) => (path === '' || linked.has(`/${path}.html`) ? [] : [path])),
        title,
      ).toEqual([]);
    }
  });

  test('has an index for every folder, which lists all of its pages', () => {
    for (const folder of ['guides', 'reference', 'examples', 'migrate', 'decisions']) {
      const linked = linksOf(`${folder}/index.html`);
      const pages = globSync(`${folder}/*.html`, { cwd: site }).map((page) => `/${page}`);

      expect(pages.length, folder).toBeGreaterThan(1);
      expect(pages.filter((page) => page !== `/${folder}/index.html` && !linked.has(page))).toEqual([]);
    }
  });

  test('has every page as Markdown, too, and lists the pages for programs', () => {
    const pages = globSync('**/*.html', { cwd: site }).filter((page) => page !== '404.html');
    const markdown = pages.map((page) => page.replace(/html$/, 'md'));
    const head = '<link rel="alternate" type="text/markdown" href="/guides/reviewers.md">';
    const listed = [...text('llms.txt').matchAll(/^- \[.+?\]\((.+?)\): \w/gm)].map(([, page = '']) => page);

    expect(markdown.filter((page) => !existsSync(join(site, page)))).toEqual([]);
    expect(text('guides/reviewers.html')).toContain(head);
    expect(text('reference/rules.md')).toMatch(/^# Rules\n/);
    expect(listed).toContain('guides/reviewers.md');
    expect(listed.filter((page) => !markdown.includes(page))).toEqual([]);
    // Everything else is in one of the indexes that it lists.
    const indexed = ['decisions/', 'examples/', 'reference/api/'];
    const indexes = ['guides', 'reference', 'examples', 'migrate', 'project'].map((folder) => `${folder}/index.md`);
    const others = markdown.filter((page) => !listed.includes(page) && !indexes.includes(page));
    expect(others.filter((page) => !indexed.some((folder) => page.startsWith(folder)))).toEqual([]);
  });

  test('has an anchor for every rule that doctor names', () => {
    const page = text('reference/rules.html');

    expect(Object.keys(rules).filter((id) => !page.includes(`id="${id}"`))).toEqual([]);
  });

  test('documents every command with its own help', () => {
    const page = text('reference/cli.html');

    for (const command of everyCommand(createProgram())) {
      expect(page).toContain(`id="${command.replaceAll(' ', '-')}"`);
      expect(page).toContain(`Usage: ${command}`);
    }
  });

  test('documents every parameter, output and role of the template', () => {
    const template = readFileSync(join(project, 'template.yaml'), 'utf8');
    const pages = text('reference/template.html');
    const parameters = namesIn(template, 'Parameters');

    expect(parameters).toContain('ApproverEmail');
    for (const name of [...parameters, ...namesIn(template, 'Outputs')])
      expect(pages).toContain(`<code>${name}</code>`);
    const roles = namesIn(template, 'Resources').filter((name) =>
      new RegExp(`^  ${name}:\\n    Type: AWS::IAM::Role`, 'm').test(template),
    );
    expect(roles).toContain('DeskRole');
    for (const role of roles) expect(text('reference/permissions.html')).toContain(`id="${role.toLowerCase()}"`);
  });

  test('documents the exports of the kit, with their comments', () => {
    const page = text('reference/api/ecs-greenlight.html');

    for (const name of Object.keys(kit)) expect(page, name).toContain(name);
    expect(page).toContain('The interface for custom checks');
  });

  test('shows the placeholders of a smoke suite as they are written', () => {
    expect(text('guides/smoke.html')).toContain('<code>{{name}}</code> is a variable');
    expect(text('hook-details.html')).toContain('<code>{{name}}</code>');
  });

  test('fetches nothing from other sites, not even a font', () => {
    const assets = readFileSync(join(site, 'index.html'), 'utf8');

    expect(assets).not.toMatch(/<(?:script|img|link)[^>]+(?:src|href)="https?:/);
    expect(assets).not.toContain('.woff2');
  });

  looksAsItDid(site);

  describe.skipIf(browser === undefined)('in a browser', { timeout: 2 * minutes }, () => itWorksInABrowser(site));

  /** What a page links to, without the navigation, which is on every page. */
  function linksOf(page: string): ReadonlySet<string> {
    const content = text(page).split('class="vp-doc').at(-1) ?? '';
    const links = [...content.matchAll(/href="([^"]+)"/g)].map(
      ([, link = '']) => new URL(link, `http://site/${page.replace(/^\//, '')}`),
    );
    return new Set(links.map(({ pathname }) => pathname.replace(/\/$/, '/index.html')));
  }

  function text(page: string): string {
    return readFileSync(join(site, page), 'utf8')
      .replaceAll('<wbr>', '')
      .replaceAll('&#39;', "'")
      .replaceAll('&lt;', '<')
      .replaceAll('&gt;', '>');
  }
});

describe('a documentation site with a dead link', () => {
  test(
    'is not built',
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'greenlight-docs-'));
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
      cpSync(join(project, 'docs'), join(folder, 'docs'), { recursive: true });
      writeFileSync(join(folder, 'docs/planted.md'), '# Planted\n\nIt is [where](./nowhere.md).\n');
      const building = buildDocs({ docsFolder: join(folder, 'docs'), outFolder: join(folder, 'site') });

      await expect(building).rejects.toMatchObject({
        code: 'DEAD_LINK',
        message: 'docs/planted.md links to ./nowhere.md, which does not exist',
      });
      expect(existsSync(join(folder, 'site'))).toBe(false);
    },
    10 * minutes,
  );
});

function everyCommand(command: Command, parents = ''): string[] {
  const name = `${parents}${command.name()}`;
  return [name, ...command.commands.flatMap((inner) => everyCommand(inner, `${name} `))];
}

/** The keys of a top-level section of the template. */
function namesIn(template: string, section: string): string[] {
  const body = new RegExp(`^${section}:\\n((?:(?:  .*|#.*)?\\n)*)`, 'm').exec(template)?.[1] ?? '';
  return [...body.matchAll(/^ {2}(\w+):/gm)].map(([, name = '']) => name);
}

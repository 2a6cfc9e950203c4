import { cpSync, existsSync, globSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { palette } from '../../src/wording/theme.ts';
import { DocsError } from './docs-error.ts';
import { rewriteLinks } from './rewrite-links.ts';
import { sections } from './sections.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** Pages elsewhere in the repository, and their place on the site. */
const otherPages: Readonly<Record<string, string>> = {
  'src/controller/BEHAVIOUR.md': 'reference/controller.md',
  'src/controller/ecs-api/BEHAVIOUR.md': 'reference/ecs-api.md',
  'examples/demo-service/README.md': 'examples/demo-service.md',
  'examples/own-check/README.md': 'examples/own-check.md',
  'examples/starter/README.md': 'examples/starter.md',
  'examples/attach-cloudformation/README.md': 'examples/attach-cloudformation.md',
  'examples/attach-cdk/README.md': 'examples/attach-cdk.md',
  'examples/attach-terraform/README.md': 'examples/attach-terraform.md',
  'examples/attach-terraform-aws-modules/README.md': 'examples/attach-terraform-aws-modules.md',
  'CONTRIBUTING.md': 'contributing.md',
  'CHANGELOG.md': 'changelog.md',
};

export type Staging = {
  /** Where the written pages are. Default: `docs` of this project. */
  docsFolder?: string;
  /** The site's source, for VitePress. */
  folder: string;
  /** Pages that were made from the code, from the site's top. */
  generated: ReadonlySet<string>;
};

/** Puts the site's source together: configuration, style, and every page with its links pointing at their targets on the site. */
export function stageSite(staging: Staging): void {
  const { folder } = staging;
  const theme = join(folder, '.vitepress/theme');
  cpSync(join(project, 'tools/docs/vitepress'), join(folder, '.vitepress'), { recursive: true });
  writeFileSync(join(theme, 'tokens.css'), tokensCss());
  writeFileSync(join(folder, '.vitepress/sections.json'), JSON.stringify(sections));
  // Editors fetch them from there.
  cpSync(join(project, 'schemas'), join(folder, 'public/schemas'), { recursive: true });
  stageDocs(staging);
}

/** The written pages only. */
export function stageDocs({ docsFolder = join(project, 'docs'), folder, generated }: Staging): void {
  const written = globSync('**/*.md', { cwd: docsFolder }).map((path) => path.replaceAll('\\', '/'));
  const pages = new Map([
    ...[...generated].map((page) => [`docs/${page}`, page] as const),
    ...written.map((page) => [`docs/${page}`, page] as const),
    ...Object.entries(otherPages),
  ]);
  const problems: string[] = [];
  for (const [from, to] of pages) {
    if (generated.has(to)) continue;
    const source = from.startsWith('docs/') ? join(docsFolder, to) : join(project, from);
    const { text, dead } = rewriteLinks(readFileSync(source, 'utf8'), (link) =>
      whereTo(link, { from, to, pages, docsFolder, folder }),
    );
    problems.push(...dead.map((link) => `${from} links to ${link}, which does not exist`));
    // Marks for tests; the site would show them.
    write(join(folder, to), text.replaceAll(/^<!--.*-->\n/gm, ''));
  }
  if (problems.length > 0) throw new DocsError('DEAD_LINK', problems.join('\n'));
  if (existsSync(join(docsFolder, 'images'))) {
    cpSync(join(docsFolder, 'images'), join(folder, 'images'), { recursive: true });
  }
}

type Place = { from: string; to: string; pages: ReadonlyMap<string, string>; docsFolder: string; folder: string };

/** Where a link of a page leads on the site; undefined if it is dead, `''` if the site has nothing to show for it. */
function whereTo(link: string, { from, to, pages, docsFolder, folder }: Place): string | undefined {
  const [path = '', ...fragment] = link.split('#');
  const hash = fragment.length > 0 ? `#${fragment.join('#')}` : '';
  const target = posix.join(posix.dirname(from), decodeURI(path)).replace(/\/$/, '');
  const page = pages.get(target) ?? pages.get(`${target}/README.md`) ?? pages.get(`${target}/index.md`);
  if (page !== undefined) return relativeLink(to, page) + hash;

  const inDocs = target.startsWith('docs/');
  const file = inDocs ? join(docsFolder, target.slice('docs/'.length)) : join(project, target);
  if (!existsSync(file)) return undefined;
  if (statSync(file).isDirectory()) return '';
  if (inDocs) return link;
  // The file itself, as text: the site can be read without the repository.
  const copy = `source/${target}.txt`;
  mkdirSync(dirname(join(folder, 'public', copy)), { recursive: true });
  cpSync(file, join(folder, 'public', copy));
  return `/${copy}`;
}

function relativeLink(from: string, to: string): string {
  const path = relative(dirname(from), to).replaceAll('\\', '/');
  return path.startsWith('.') ? path : `./${path}`;
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The colours of the desk, the sandbox and the email, for the site's two schemes. */
function tokensCss(): string {
  const declare = (scheme: 'light' | 'dark') =>
    Object.entries(palette[scheme])
      .map(([role, value]) => `--${role}:${value}`)
      .join(';');
  return `:root{${declare('light')}}\n.dark{${declare('dark')}}\n`;
}

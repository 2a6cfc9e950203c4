import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';

/**
 * Looks at a built site as a browser would: every link, picture, script and style sheet must lead to a file of the site, every fragment to an
 * element of that page, and nothing may be loaded from elsewhere. Links to other sites are not followed.
 *
 * @returns a line for each that does not
 */
export function findDeadLinks(site: string): string[] {
  const pages = new Map(
    globSync('**/*.html', { cwd: site }).map((path) => {
      const html = readFileSync(join(site, path), 'utf8');
      return [path.replaceAll('\\', '/'), { html, ids: idsOf(html) }] as const;
    }),
  );
  return [...pages].flatMap(([page, { html }]) =>
    [...new Set(addressesOf(html))].flatMap(({ address, isLoaded }) => {
      if (/^(?:[a-z][a-z+.-]*:)?\/\//i.test(address)) {
        return isLoaded ? [`${page} loads ${address} from another site`] : [];
      }
      if (/^(?:mailto|data):/.test(address)) return [];
      const [path = '', fragment = ''] = address.split('#');
      const target = path === '' ? page : fileOf(site, page, path);
      if (target === undefined) return [`${page} links to ${address}`];
      const ids = pages.get(target)?.ids;
      return fragment === '' || ids === undefined || ids.has(decodeURIComponent(fragment))
        ? []
        : [`${page} links to ${address}, but ${target} has no #${decodeURIComponent(fragment)}`];
    }),
  );
}

function fileOf(site: string, page: string, path: string): string | undefined {
  const clean = decodeURI(path.split('?')[0] ?? '');
  const target = clean.startsWith('/') ? clean.slice(1) : posix.join(dirname(page), clean);
  const candidates = [target, `${target}.html`, posix.join(target, 'index.html')];
  return candidates.find((candidate) => /\.\w+$/.test(candidate) && existsSync(join(site, candidate)));
}

function idsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => decodeEntities(id ?? '')));
}

function addressesOf(html: string): { address: string; isLoaded: boolean }[] {
  return [...html.matchAll(/<(\w+)\b[^>]*?\s(href|src)="([^"]*)"/g)].map(([, tag, , address = '']) => ({
    address: decodeEntities(address),
    isLoaded: tag !== 'a',
  }));
}

function decodeEntities(text: string): string {
  return text
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { indexFolders, indexPage } from './index-pages.ts';
import { choicesPage } from './pages/choices-page.ts';
import { cliPage } from './pages/cli-page.ts';
import { costPage } from './pages/cost-page.ts';
import { decisionsPage } from './pages/decisions-page.ts';
import { everythingPage } from './pages/everything/everything-page.ts';
import { failureModesPage } from './pages/failure-modes-page.ts';
import { hookDetailsPage } from './pages/hook-details-page.ts';
import { permissionsPage } from './pages/permissions-page.ts';
import { rulesPage } from './pages/rules-page.ts';
import { templatePage } from './pages/template-page.ts';
import { readTemplate } from './read-template.ts';

/**
 * Makes the reference from the code: schemas, template, program, and `decide`. The kit's own types are added by `generateApi`, which takes longer. They are
 * never committed, so they cannot be out of date.
 *
 * @returns the pages that were made, from the site's top
 */
export function generatePages({ tools, folder }: { tools: string; folder: string }): ReadonlySet<string> {
  const template = readTemplate(tools);
  const pages: Record<string, string> = {
    'reference/commands-and-keys.md': everythingPage(template),
    'reference/hook-details.md': hookDetailsPage(),
    'reference/cli.md': cliPage(),
    'reference/template.md': templatePage(template),
    'reference/permissions.md': permissionsPage(template),
    'reference/decisions.md': decisionsPage(),
    'reference/failure-modes.md': failureModesPage(),
    'reference/cost.md': costPage(),
    'reference/rules.md': rulesPage(),
    'decisions/index.md': choicesPage(),
    ...Object.fromEntries(indexFolders.map((name) => [`${name}/index.md`, indexPage(name)])),
  };
  for (const [page, text] of Object.entries(pages)) {
    mkdirSync(dirname(join(folder, page)), { recursive: true });
    writeFileSync(join(folder, page), `${text.trim()}\n`);
  }
  return new Set(Object.keys(pages));
}

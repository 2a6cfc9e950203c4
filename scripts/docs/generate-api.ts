import { execFile } from 'node:child_process';
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { DocsError } from './docs-error.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

/** One page for each entry point of the package, and their index, from the site's top. */
export const apiPages = ['index', 'ecs-greenlight', 'ecs-greenlight/ecs-api', 'ecs-greenlight/testing'].map(
  (page) => `reference/api/${page}.md`,
);

/**
 * Writes the {@link apiPages}: what a team imports, from the types and their comments.
 *
 * @throws {DocsError} if typedoc fails, or writes other pages
 */
export async function generateApi({ tools, folder }: { tools: string; folder: string }): Promise<void> {
  const options = join(folder, 'typedoc.json');
  const entryPoints = ['src/index.ts', 'src/testing.ts', 'src/ecs-api.ts'].map((path) => join(project, path));
  writeFileSync(
    options,
    JSON.stringify({
      plugin: [join(tools, 'node_modules/typedoc-plugin-markdown/dist/index.js')],
      // The project's other configuration reads all tests, too.
      tsconfig: join(project, 'tsconfig.lib.json'),
      entryPoints,
      out: join(folder, 'reference/api'),
      name: 'The kit',
      ...{ readme: 'none', disableGit: true, disableSources: true, excludeInternal: true, excludePrivate: true },
      // Whether the code compiles is another test's business.
      skipErrorChecking: true,
      ...{ outputFileStrategy: 'modules', entryFileName: 'index', hidePageHeader: true, hideBreadcrumbs: true },
      ...{
        parametersFormat: 'table',
        propertyMembersFormat: 'table',
        interfacePropertiesFormat: 'table',
        classPropertiesFormat: 'table',
        typeDeclarationFormat: 'table',
        enumMembersFormat: 'table',
      },
      // Comments link to names that are not exported; they stay as text.
      validation: false,
      logLevel: 'Error',
    }),
  );
  try {
    await promisify(execFile)(
      process.execPath,
      [join(tools, 'node_modules/typedoc/bin/typedoc'), '--options', options],
      { cwd: project },
    );
  } catch (cause) {
    const { stderr = '', stdout = '' } = cause as { stderr?: string; stdout?: string };
    throw new DocsError('GENERATOR_FAILED', `typedoc failed: ${`${stdout}${stderr}`.trim() || String(cause)}`, {
      cause,
    });
  }
  const pages = globSync('reference/api/**/*.md', { cwd: folder }).map((page) => page.replaceAll('\\', '/'));
  if (pages.toSorted().join() !== apiPages.toSorted().join())
    throw new DocsError('GENERATOR_FAILED', `typedoc wrote ${pages.join(', ')} and not ${apiPages.join(', ')}`);
  for (const page of pages) {
    // Table rows get an anchor in HTML, which the site shows as text.
    const text = readFileSync(join(folder, page), 'utf8').replaceAll(/<a id="[^"]*"><\/a> ?/g, '');
    writeFileSync(join(folder, page), text);
  }
}

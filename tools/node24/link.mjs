import { existsSync, linkSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Puts the pinned Node.js into node_modules/.bin, where npm scripts look first. npm 10, which comes with Node.js 20 and 22, links it and then
 * removes the link: it cleans up after the packages for other platforms, whose command has the same name. A hard link works on Windows, too.
 * Runs on any Node.js.
 */
const modules = fileURLToPath(new URL('../../node_modules', import.meta.url));
const folder = join(modules, '.bin');

for (const name of readdirSync(modules).filter((each) => /^node-(bin-)?(linux|darwin|win)-/.test(each))) {
  const binary = ['node', 'node.exe'].map((file) => join(modules, name, 'bin', file)).find((path) => existsSync(path));
  const link = binary && join(folder, basename(binary));
  if (link && !existsSync(link)) {
    mkdirSync(folder, { recursive: true });
    linkSync(binary, link);
  }
}

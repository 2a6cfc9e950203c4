import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../docs/decisions', import.meta.url));

/** The decision records, by their headings. */
export function choicesPage(): string {
  const entries = globSync('*.md', { cwd: folder })
    .sort()
    .map((file) => {
      const heading = /^# (?:\d+\.? )?(.+)$/m.exec(readFileSync(join(folder, file), 'utf8'))?.[1] ?? file;
      return `- [${Number.parseInt(file, 10)}. ${heading}](./${file})`;
    });
  return `# Design decisions

Choices that people may question, one page each, with the alternatives that were rejected.

${entries.join('\n')}
`;
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { architectureSections } from './architecture-sections.ts';
import { diagrams } from './diagrams.ts';
import { renderDiagram } from './render-diagram.ts';

const docs = fileURLToPath(new URL('../../../docs', import.meta.url));

// `npm run diagrams`: the pictures of the flows, and the steps on the page that shows them.
mkdirSync(join(docs, 'images/flows'), { recursive: true });
for (const diagram of diagrams) {
  writeFileSync(join(docs, 'images/flows', `${diagram.id}.svg`), renderDiagram(diagram));
}
const page = join(docs, 'architecture.md');
const text = readFileSync(page, 'utf8');
const [start, end] = [text.indexOf(`## ${diagrams[0]?.title}\n`), text.indexOf('## What is stored, and where\n')];
if (start === -1 || end === -1) throw new Error(`${page} has no place for the flows`);
writeFileSync(page, `${text.slice(0, start)}${architectureSections()}\n\n${text.slice(end)}`);

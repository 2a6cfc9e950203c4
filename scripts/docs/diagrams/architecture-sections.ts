import type { Diagram } from './diagram.ts';
import { diagrams } from './diagrams.ts';
import { describeDiagram } from './render-diagram.ts';

/** The part of docs/architecture.md with the flows: a picture of each, and the same steps in words. A test keeps the page equal. */
export function architectureSections(): string {
  return diagrams.map(section).join('\n\n');
}

function section(diagram: Diagram): string {
  const { id, title, about, places, steps } = diagram;
  const list = steps.map(
    ({ from, to, text }, index) => `${index + 1}. **${places[from]?.name} → ${places[to]?.name}:** ${text}`,
  );
  return [
    `## ${title}`,
    about,
    `![${title}: ${describeDiagram(diagram)}](images/flows/${id}.svg)`,
    list.join('\n'),
  ].join('\n\n');
}

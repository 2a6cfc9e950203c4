import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { architectureSections } from '../../../scripts/docs/diagrams/architecture-sections.ts';
import { diagrams } from '../../../scripts/docs/diagrams/diagrams.ts';
import { renderDiagram } from '../../../scripts/docs/diagrams/render-diagram.ts';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../../${path}`, import.meta.url)), 'utf8');
const templates = read('template.yaml') + read('browser/template.yaml');
const page = read('docs/architecture.md');
const isResource = (name: string) => new RegExp(`^  ${name}:\\n    Type: AWS::`, 'm').test(templates);

describe.each(diagrams)('the flow "$title"', ({ id, places, steps, about, ...diagram }) => {
  test('has a picture that is up to date; npm run diagrams writes it again', () => {
    expect(read(`docs/images/flows/${id}.svg`)).toBe(renderDiagram({ id, places, steps, about, ...diagram }));
  });

  test('has only resources that the templates have', () => {
    const ours = Object.values(places).filter(({ kind }) => kind === 'greenlight');

    expect(ours.map(({ what }) => what).filter((name) => !isResource(name))).toEqual([]);
    for (const name of namesIn(`${about} ${steps.map(({ text }) => text).join(' ')}`))
      expect(templates, name).toMatch(new RegExp(`^  ${name}:$`, 'm'));
  });

  test('has names that fit into their boxes, one box for each place', () => {
    const all = Object.values(places);

    expect(all.filter(({ name, what }) => name.length > 14 || what.length > 20)).toEqual([]);
    expect(new Set(all.map(({ at }) => at.join())).size).toBe(all.length);
  });

  test('has a step for each place', () => {
    const used = new Set(steps.flatMap(({ from, to }) => [from, to]));

    expect([...used].toSorted()).toEqual(Object.keys(places).toSorted());
  });
});

test('the page has the steps of each flow; npm run diagrams writes them again', () => {
  expect(page).toContain(architectureSections());
});

test('the page names only parts of the ledger that the template has', () => {
  const parts = [...page.matchAll(/`([a-z]+\/)`/g)].map(([, part = '']) => part);

  expect(parts).toContain('approvals/');
  expect(
    parts.filter(
      (part) => !templates.includes(`\${Ledger.Arn}/${part}`) && !read('browser/template.yaml').includes(part),
    ),
  ).toEqual([]);
});

/** Code in the text that looks like a name of the template, and is not a word of ECS. */
function namesIn(text: string): string[] {
  const names = [...text.matchAll(/`([A-Z][a-z]\w+)`/g)].map(([, name = '']) => name);
  return names.filter((name) => name !== 'ContinueServiceDeployment');
}

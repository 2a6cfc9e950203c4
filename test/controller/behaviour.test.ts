import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultSwitches } from '../../src/controller/switches.ts';

const behaviour = readFileSync(new URL('../../src/controller/BEHAVIOUR.md', import.meta.url), 'utf8');
const clauses = [...behaviour.matchAll(/^- \*\*(B-\d+)\*\*/gm)].map(([, id]) => id);

/** A test's title begins with the clause it proves. */
function clausesInTitles(): string[] {
  const folder = new URL('.', import.meta.url);
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const sources = tests.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return sources.flatMap((source) => [...source.matchAll(/'(B-\d+) /g)].flatMap(([, id]) => id ?? []));
}

test('every clause of BEHAVIOUR.md is in the title of a test, and every title names a clause that exists', () => {
  expect(new Set(clausesInTitles())).toEqual(new Set(clauses));
});

test('the clauses of BEHAVIOUR.md are numbered from B-01 without a gap', () => {
  expect(clauses).toEqual(clauses.map((_, index) => `B-${String(index + 1).padStart(2, '0')}`));
});

test('every clause of BEHAVIOUR.md says how sure it is', () => {
  // One section is ours alone, as its heading says.
  const others = behaviour.replace(/^## Ours alone$[\s\S]*?^(?=## )/m, '');
  const texts = others
    .split(/^- \*\*B-/m)
    .slice(1)
    .map((text) => text.split(/^#/m)[0] ?? '');

  expect(texts.filter((text) => !/CERTAIN|OBSERVED|INFERRED|UNKNOWN|Ours/.test(text))).toEqual([]);
  expect(texts).toHaveLength(clauses.length - 3);
});

test('BEHAVIOUR.md lists every switch with its default', () => {
  const text = behaviour.replace(/\s+/g, ' ');
  for (const [name, value] of Object.entries(defaultSwitches))
    expect(text).toContain(`\`${name}\`, default \`${value}\``);
});

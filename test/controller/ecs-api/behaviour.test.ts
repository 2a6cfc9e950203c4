import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const behaviour = readFileSync(new URL('../../../src/controller/ecs-api/BEHAVIOUR.md', import.meta.url), 'utf8');
const clauses = [...behaviour.matchAll(/^- \*\*(W-\d+)\*\*/gm)].map(([, id]) => id);

/** A test's title begins with the clause it proves. */
function clausesInTitles(): string[] {
  const folder = new URL('..', import.meta.url);
  const tests = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.test.ts'));
  const sources = tests.map((name) => readFileSync(new URL(name, folder), 'utf8'));
  return sources.flatMap((source) => [...source.matchAll(/['"](W-\d+) /g)].flatMap(([, id]) => id ?? []));
}

test('every clause of BEHAVIOUR.md is in the title of a test, and every title names a clause that exists', () => {
  expect(new Set(clausesInTitles())).toEqual(new Set(clauses));
});

test('the clauses of BEHAVIOUR.md are numbered from W-01 without a gap', () => {
  expect(clauses).toEqual(clauses.map((_, index) => `W-${String(index + 1).padStart(2, '0')}`));
});

test('every clause of BEHAVIOUR.md says how sure it is', () => {
  const texts = behaviour.split(/^- \*\*W-/m).slice(1);

  expect(texts.filter((text) => !/CERTAIN|OBSERVED|INFERRED|Ours/.test(text.split(/^## /m)[0] ?? ''))).toEqual([]);
});

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import ids from './asvs-5.0.0-level-2.json' with { type: 'json' };

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const section = read('docs/security.md').split('## OWASP ASVS 5.0, level 2')[1]?.split('\n## ')[0] ?? '';
const rows = section
  .split('\n')
  .filter((line) => line.startsWith('| V'))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));

/** `V5.*` is all of a chapter or a section. */
function requirementsIn(cell: string): string[] {
  return cell
    .split(', ')
    .flatMap((one) => (one.endsWith('*') ? ids.filter((id) => id.startsWith(one.slice(0, -1))) : [one]));
}

describe('the requirements of ASVS 5.0 level 2', () => {
  test('are all in the tables, each once', () => {
    expect(rows.flatMap(([cell = '']) => requirementsIn(cell)).toSorted()).toEqual(ids.toSorted());
  });

  const tests = rows.flatMap(([, , cell = '']) => [
    ...cell.matchAll(/`(test\/[^`]+)`(?:: ([^,`]+(?:, [^,`]+)*?))?(?=, `|$)/g),
  ]);

  test('that are met have a test each', () => {
    const met = rows.filter(([, , cell]) => cell !== undefined);

    expect(met.length).toBeGreaterThan(40);
    for (const [requirement, , cell] of met) expect(cell, requirement).toMatch(/`test\//);
  });

  test.each(tests.map(([, path = '', title]) => [path, title]))('have the test %s: %s', (path, title) => {
    expect(existsSync(new URL(path ?? '', root))).toBe(true);
    if (title) expect(read(path ?? '')).toContain(title);
  });
});

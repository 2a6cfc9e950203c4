import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const project = fileURLToPath(new URL('../../..', import.meta.url));

/** The rows whose number of cells is not that of their table's head: Markdown drops the cells that are too many. */
function unevenRows(markdown: string): string[] {
  const uneven: string[] = [];
  let cellsOfHead: number | undefined;
  for (const line of markdown.replaceAll(/^\s*```.*?^\s*```/gms, '').split('\n')) {
    const row = line.trim();
    if (!row.startsWith('|')) cellsOfHead = undefined;
    else if (cellsOfHead === undefined) cellsOfHead = cellsOf(row);
    else if (cellsOf(row) !== cellsOfHead) uneven.push(row);
  }
  return uneven;
}

function cellsOf(row: string): number {
  return row.replaceAll('\\|', '').split('|').length;
}

test('finds a row with a cell too many, outside of code only', () => {
  const table = '| a | b |\n| --- | --- |\n| 1 \\| 2 | 3 |\n';

  expect(unevenRows(`${table}| 1 | 2 | 3 |\n`)).toEqual(['| 1 | 2 | 3 |']);
  expect(unevenRows(`${table}\n\`\`\`text\n| 1 |\n| 1 | 2 |\n\`\`\`\n\n| one |\n| --- |\n`)).toEqual([]);
});

test('each row of a table has as many cells as its head', () => {
  const pages = globSync(['*.md', 'docs/**/*.md', 'examples/*/*.md', 'src/**/*.md', '{serverless-repo,test}/**/*.md'], {
    cwd: project,
    exclude: ['**/node_modules/**'],
  });
  const uneven = pages.flatMap((page) =>
    unevenRows(readFileSync(`${project}/${page}`, 'utf8')).map((row) => `${page}: ${row}`),
  );

  expect(pages).toContain('docs/security.md');
  expect(uneven).toEqual([]);
});

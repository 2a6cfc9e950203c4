import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DocsError } from '../docs-error.ts';
import { code, table } from '../markdown.ts';
import { type FailureMode, failureModes } from './failure-modes.ts';

/** What fails, what the gate does, and what the operator sees; each row with the test that proves it. */
export function failureModesPage(rows: readonly FailureMode[] = failureModes): string {
  const untrue = rows.flatMap(({ what, test }) =>
    isProven(test) ? [] : [`"${what}" names the test "${test[1]}" in ${test[0]}, which is not there`],
  );
  if (untrue.length > 0) throw new DocsError('UNTRUE', untrue.join('\n'));
  return `---
aside: false
---

# What can fail, and what you see

What can go wrong with Greenlight and around it. Each row names a test that proves it; the page is not built if one of them is missing.
How a verdict becomes an answer: [decision tables](./decisions.md). ECS's messages about rollbacks:
[troubleshooting](../troubleshooting.md).

${table(
  ['what fails', 'what the gate does', 'what the operator sees', 'proven by'],
  rows.map(({ what, gate, operator, test: [file, title] }) => [what, gate, operator, `"${title}" in ${code(file)}`]),
)}
`;
}

function isProven([file, title]: FailureMode['test']): boolean {
  const path = fileURLToPath(new URL(`../../../${file}`, import.meta.url));
  return existsSync(path) && readFileSync(path, 'utf8').includes(title);
}

import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ecsMessageRows } from '../../scripts/docs/pages/ecs-messages.ts';
import { knownReasons } from '../../src/cli/reasons/known-reasons.ts';

const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8');

describe('docs/troubleshooting.md', () => {
  test('T1 has the rows of the table that explain uses, word for word and in order', () => {
    const [, written = ''] = /^\| what ECS says \|.*\n\|[- |]+\n((?:\|.*\n)+)/m.exec(page) ?? [];

    expect(written.trim().split('\n')).toEqual(ecsMessageRows());
  });

  test('T1 shows every published text of ECS', () => {
    const missing = knownReasons.flatMap(({ says }) => says).filter((text) => !page.includes(`\`${text}\``));

    expect(missing).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AcceptedLine } from '../../../scripts/mutants/accepted-survivors.ts';
import { coreFiles } from '../../../scripts/mutants/core-files.ts';

const project = fileURLToPath(new URL('../../..', import.meta.url));
const list = JSON.parse(readFileSync(join(project, 'tools/mutants/survivors.json'), 'utf8')) as AcceptedLine[];
const core = coreFiles(project);

describe('the list of changes that no test has to notice', () => {
  test('names only files of the decision core', () => {
    expect(list.map(({ file }) => file).filter((file) => !core.includes(file))).toEqual([]);
  });

  test('gives a reason for each, in a sentence', () => {
    const wrong = list.filter(
      ({ kind, reason }) => !['equivalent', 'cosmetic'].includes(kind) || !/^[A-Z`"'].{14,}\.$/.test(reason),
    );

    expect(wrong).toEqual([]);
  });

  test('says for each what is changed into what', () => {
    const wrong = list.filter(
      ({ changes }) => changes.length === 0 || changes.some((change) => !change.includes(' → ')),
    );

    expect(wrong).toEqual([]);
  });

  test('has each line once, sorted by file', () => {
    const keys = list.map(({ file, code }) => `${file} ${code}`);
    const files = list.map(({ file }) => file);

    expect(new Set(keys).size).toBe(keys.length);
    expect(files).toEqual([...files].sort());
  });

  test('has no other keys', () => {
    const keys = list.flatMap((entry) => Object.keys(entry));

    expect([...new Set(keys)].sort()).toEqual(list.length === 0 ? [] : ['changes', 'code', 'file', 'kind', 'reason']);
  });
});

import { describe, expect, test } from 'vitest';
import { type AcceptedLine, compareSurvivors, draftEntries } from '../../../scripts/mutants/accepted-survivors.ts';
import type { Survivor } from '../../../scripts/mutants/mutation-report.ts';

const survivor: Survivor = { file: 'src/a.ts', line: 2, code: 'if (a > b) {', change: 'a > b → a >= b' };
const accepted: AcceptedLine = {
  file: 'src/a.ts',
  code: 'if (a > b) {',
  changes: ['a > b → a >= b'],
  kind: 'equivalent',
  reason: 'The two are never equal.',
};

describe('compareSurvivors', () => {
  test('accepts a survivor that is listed, no matter on which line it is now', () => {
    const comparison = compareSurvivors([survivor, { ...survivor, line: 99 }], [accepted], ['src/a.ts']);

    expect(comparison).toEqual({ unlisted: [], outdated: [] });
  });

  test.each([
    ['in another file', { file: 'src/b.ts' }],
    ['in another line of code', { code: 'while (a > b) {' }],
    ['by another change', { change: 'a > b → true' }],
  ])('does not accept one %s', (_where, changes) => {
    const other = { ...survivor, ...changes };

    expect(compareSurvivors([survivor, other], [accepted], ['src/a.ts']).unlisted).toEqual([other]);
  });

  test('names entries that are no longer needed, only for the files that were run', () => {
    const elsewhere = { ...accepted, file: 'src/b.ts' };

    expect(compareSurvivors([], [accepted, elsewhere], ['src/a.ts']).outdated).toEqual([
      { file: 'src/a.ts', code: 'if (a > b) {', change: 'a > b → a >= b' },
    ]);
  });
});

describe('draftEntries', () => {
  test('combines the changes of one line, and leaves the reason to be written', () => {
    const drafts = draftEntries([survivor, { ...survivor, change: 'a > b → true' }, { ...survivor, file: 'src/b.ts' }]);

    expect(drafts).toEqual([
      { file: 'src/a.ts', code: 'if (a > b) {', changes: ['a > b → a >= b', 'a > b → true'], reason: '' },
      { file: 'src/b.ts', code: 'if (a > b) {', changes: ['a > b → a >= b'], reason: '' },
    ]);
  });
});

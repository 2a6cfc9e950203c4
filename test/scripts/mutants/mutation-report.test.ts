import { describe, expect, test } from 'vitest';
import {
  listSurvivors,
  type MutationReport,
  type ReportedMutant,
  scoreFiles,
  scoreOf,
} from '../../../scripts/mutants/mutation-report.ts';
import { formatScores, formatSurvivors } from '../../../scripts/mutants/score-table.ts';

const source = [
  'export function isLate(a: number, b: number) {',
  '  if (a > b) {',
  '    return true;',
  '  }',
  '  return a === b;',
  '}',
  '',
].join('\n');

/** The condition in line 2. */
const condition = { start: { line: 2, column: 7 }, end: { line: 2, column: 12 } };
/** The block that begins in line 2. */
const block = { start: { line: 2, column: 14 }, end: { line: 4, column: 4 } };

function mutant(changes: Partial<ReportedMutant> = {}): ReportedMutant {
  return { status: 'Killed', replacement: 'a >= b', location: condition, ...changes };
}

function report(...mutants: ReportedMutant[]): MutationReport {
  return { files: { 'src/b.ts': { source, mutants }, 'src/a.ts': { source, mutants: [mutant()] } } };
}

describe('the score', () => {
  test('counts what was killed and what survived, file by file', () => {
    const scores = scoreFiles(
      report(
        mutant(),
        mutant({ status: 'Timeout' }),
        mutant({ status: 'Survived' }),
        mutant({ status: 'NoCoverage' }),
        mutant({ status: 'Ignored' }),
        mutant({ status: 'RuntimeError' }),
      ),
    );

    expect(scores).toEqual([
      { file: 'src/a.ts', killed: 1, survived: 0 },
      { file: 'src/b.ts', killed: 2, survived: 2 },
    ]);
    expect(scoreOf(scores)).toBe(60);
  });

  test('is 100 if there was nothing to change', () => {
    expect(scoreOf([])).toBe(100);
    expect(scoreOf([{ file: 'src/types.ts', killed: 0, survived: 0 }])).toBe(100);
  });

  test('is shown as a table, and never rounded up to the goal', () => {
    const table = formatScores([
      { file: 'src/checks/gate.ts', killed: 9496, survived: 504 },
      { file: 'src/a.ts', killed: 0, survived: 0 },
    ]);

    expect(table.split('\n')).toEqual([
      'file                killed  survived    score',
      'src/checks/gate.ts    9496       504   94.9 %',
      'src/a.ts                 0         0  100.0 %',
      'all                   9496       504   94.9 %',
      '',
    ]);
  });
});

describe('a survivor', () => {
  test('is named by its line and by the code before and after the change', () => {
    const survivors = listSurvivors(report(mutant({ status: 'Survived' })));

    expect(survivors).toEqual([{ file: 'src/b.ts', line: 2, code: 'if (a > b) {', change: 'a > b → a >= b' }]);
    expect(formatSurvivors(survivors)).toBe('  src/b.ts:2  if (a > b) {\n    a > b → a >= b\n');
  });

  test('of several lines is shown on one', () => {
    const [survivor] = listSurvivors(report(mutant({ status: 'NoCoverage', location: block, replacement: '{}' })));

    expect(survivor).toMatchObject({ code: 'if (a > b) {', change: '{ return true; } → {}' });
  });

  test('that is long is shown by its beginning and its end', () => {
    const replacement = `begin${'x'.repeat(200)}end`;
    const [survivor] = listSurvivors(report(mutant({ status: 'Survived', replacement })));

    expect(survivor?.change).toMatch(/^a > b → beginx{85} … x{24}end$/);
  });

  test('that is long and hardly changed is shown by the difference', () => {
    const long = (middle: string) => `/^${'a'.repeat(80)}${middle}${'z'.repeat(80)}$/`;
    const source = `const pattern = ${long('\\d{12}')};`;
    const location = { start: { line: 1, column: 17 }, end: { line: 1, column: source.length } };
    const mutants = [long('\\d'), long('\\D{12}')].map((replacement) =>
      mutant({ status: 'Survived', location, replacement }),
    );

    const changes = listSurvivors({ files: { 'src/b.ts': { source, mutants } } }).map(({ change }) => change);

    expect(changes).toEqual([
      '…aaaaaaaaaa\\d{12}zzzzzzzzzzzz… → …aaaaaaaaaa\\dzzzzzzzzzzzz…',
      '…aaaaaaaaaaa\\d{12}zzzzzzzz… → …aaaaaaaaaaa\\D{12}zzzzzzzz…',
    ]);
  });

  test('comes before those of later lines', () => {
    const lines = listSurvivors(
      report(
        mutant({ status: 'Survived', location: { start: { line: 5, column: 3 }, end: { line: 5, column: 9 } } }),
        mutant({ status: 'Survived' }),
      ),
    ).map(({ line }) => line);

    expect(lines).toEqual([2, 5]);
  });
});

import { basename, dirname } from 'node:path';
import { type Coverage, nameOfTest } from './coverage.ts';
import type { TestRun } from './trial/try-mutant.ts';

export type ChooseOptions = {
  /** Which way each test takes through the changed file: those that take the same notice much the same. */
  ways: ReadonlyMap<string, string>;
  /** The test file that noticed the last change of this file. */
  lastNotice?: string | undefined;
  /** What a file may take at least before its process is ended, in milliseconds of CPU time. */
  leastCpuMs: number;
  /** How much CPU time, in milliseconds, they may take together. */
  budgetMs: number;
};

/** Ids of tests by their file. */
export type TestsByFile = ReadonlyMap<string, readonly string[]>;

/**
 * The tests to try a change against, in this order: those of the changed file first, then the quickest of each way through that file, then the
 * second of each way, as many as fit into the budget. They are run by file, and begin with the file that noticed the last change, as it often
 * notices the next one too.
 *
 * @param reaching the tests that reach the change
 */
export function chooseTests(
  coverage: Coverage,
  changed: string,
  reaching: TestsByFile,
  { ways, lastNotice, leastCpuMs, budgetMs }: ChooseOptions,
): TestRun[] {
  const all = [...reaching].flatMap(([file, ids]) =>
    ids.map((id) => ({ file, id, cpuMs: coverage.cpuMsOf(file, id), way: ways.get(nameOfTest(file, id)) ?? '' })),
  );
  const sorted = quickestOfEachWay(all).sort((one, other) => isOwn(other, changed) - isOwn(one, changed));
  const runs = [...Map.groupBy(withinBudget(sorted, budgetMs), ({ file }) => file)].map(([file, tests]) => {
    const cpuMs = tests.reduce((sum, test) => sum + test.cpuMs, 0);
    return {
      rank: file === lastNotice ? -1 : distance(file, changed),
      usualMs: cpuMs,
      file,
      tests: tests.map(({ id }) => id),
    };
  });
  return runs
    .sort((one, other) => one.rank - other.rank || one.usualMs - other.usualMs)
    .map(({ file, tests, usualMs }) => ({ file, tests, cpuMs: leastCpuMs + 20 * usualMs }));
}

/** In turns: the quickest test of each way, then the second of each, and so on. */
function quickestOfEachWay<T extends { cpuMs: number; way: string }>(tests: readonly T[]): T[] {
  const turns = new Map<string, number>();
  return tests
    .toSorted((one, other) => one.cpuMs - other.cpuMs)
    .map((test) => {
      const turn = turns.get(test.way) ?? 0;
      turns.set(test.way, turn + 1);
      return { test, turn };
    })
    .sort((one, other) => one.turn - other.turn)
    .map(({ test }) => test);
}

function isOwn({ file }: { file: string }, changed: string): number {
  return Number(distance(file, changed) <= 1);
}

function withinBudget<T extends { cpuMs: number }>(tests: readonly T[], budgetMs: number): T[] {
  let left = budgetMs;
  return tests.filter(({ cpuMs }) => {
    const fits = left > 0;
    left -= cpuMs;
    return fits;
  });
}

/** How far a test file is from a changed one: 0 if it has its name, 1 if it begins with it, 2 if it is in the same folder, then the same area. */
function distance(test: string, changed: string): number {
  const source = changed.replace(/^src\//, 'test/').replace(/\.ts$/, '');
  if (test === `${source}.test.ts`) return 0;
  if (dirname(test) !== dirname(source)) return test.split('/')[1] === source.split('/')[1] ? 3 : 4;
  return basename(test).startsWith(basename(source)) ? 1 : 2;
}

import { describe, expect, test } from 'vitest';
import { chooseTests } from '../../../scripts/mutants/choose-tests.ts';
import { Coverage } from '../../../scripts/mutants/coverage.ts';

/** @param tests milliseconds of each test, by file */
function choose(tests: Record<string, number[]>, lastNotice?: string, ways = new Map<string, string>()) {
  const coverage = new Coverage();
  for (const [file, times] of Object.entries(tests)) {
    const ran = times.map((cpuMs, index) => ({ id: `${index}`, name: '', cpuMs }));
    coverage.add(file, { tests: ran, reached: {}, atLoad: [] });
  }
  const reaching = new Map(Object.entries(tests).map(([file, times]) => [file, times.map((_, index) => `${index}`)]));
  return chooseTests(coverage, 'src/hook/answer/decide.ts', reaching, {
    ways,
    lastNotice,
    leastCpuMs: 100,
    budgetMs: 1500,
  });
}

describe('the tests for a change', () => {
  const files = {
    'test/checks/far.test.ts': [1],
    'test/hook/elsewhere.test.ts': [1],
    'test/hook/answer/slower.test.ts': [9],
    'test/hook/answer/neighbour.test.ts': [2],
    'test/hook/answer/decide.property.test.ts': [20],
    'test/hook/answer/decide.test.ts': [30],
  };

  test('begin with those nearby, then the quickest', () => {
    expect(choose(files).map(({ file }) => file)).toEqual(Object.keys(files).toReversed());
  });

  test('begin with the file that noticed the last change', () => {
    expect(choose(files, 'test/checks/far.test.ts')[0]?.file).toBe('test/checks/far.test.ts');
  });

  test('may take twenty times as long as usual', () => {
    expect(choose({ 'test/hook/answer/decide.test.ts': [30, 20] })).toEqual([
      { file: 'test/hook/answer/decide.test.ts', tests: ['1', '0'], cpuMs: 100 + 20 * 50 },
    ]);
  });

  test('fit into the budget: its own tests first, then the quickest', () => {
    const runs = choose({
      'test/hook/a.test.ts': [700, 10],
      'test/hook/answer/decide.test.ts': [600, 880],
      'test/b.test.ts': [20],
    });

    expect(runs.map(({ file, tests }) => [file, tests])).toEqual([
      ['test/hook/answer/decide.test.ts', ['0', '1']],
      ['test/hook/a.test.ts', ['1']],
      ['test/b.test.ts', ['0']],
    ]);
  });

  test('take every way through the file before one of them is taken twice', () => {
    const file = 'test/hook/a.test.ts';
    const ways = new Map(
      [`${file} 0`, `${file} 1`, `${file} 2`].map((test, index) => [test, index < 2 ? 'usual' : 'rare']),
    );

    expect(choose({ [file]: [1, 2, 1400], 'test/b.test.ts': [500] }, undefined, ways).map((run) => run.tests)).toEqual([
      ['0', '2'],
      ['0'],
    ]);
  });
});

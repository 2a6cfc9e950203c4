import { expect, test } from 'vitest';
import { Coverage, nameOfTest } from '../../../scripts/mutants/coverage.ts';

const ran = (id: string, error?: string) => ({ id, name: `name of ${id}`, cpuMs: 3, ...(error && { error }) });

function measured() {
  const coverage = new Coverage();
  coverage.add('test/a.test.ts', {
    tests: [ran('a1'), ran('a2'), ran('a3', 'fails')],
    reached: { a1: { 1: 5 }, a3: { 1: 100, 2: 1 }, 'test/a.test.ts': { 3: 1 } },
    atLoad: ['4'],
  });
  coverage.add('test/b.test.ts', { tests: [ran('b1')], reached: { b1: { 1: 2 } }, atLoad: [] });
  return coverage;
}

test('a change is reached by the tests that reach it, and how often', () => {
  const tests = new Map([
    ['test/a.test.ts', new Set(['a1'])],
    ['test/b.test.ts', new Set(['b1'])],
  ]);

  expect(measured().reachOf('1')).toEqual({ tests, hits: 7 });
});

test('what is reached outside of tests is reached by every test of the file', () => {
  expect(measured().reachOf('3')?.tests.get('test/a.test.ts')).toEqual(new Set(['a1', 'a2']));
});

test('a test that fails is reported, and reaches nothing', () => {
  const coverage = measured();

  expect(coverage.unusable).toEqual([{ file: 'test/a.test.ts', name: 'name of a3', message: 'fails' }]);
  expect(coverage.reachOf('2')).toBeUndefined();
});

test('so is a file that cannot be run', () => {
  const coverage = new Coverage();
  const failure = { name: 'test/a.test.ts', message: 'no such module' };
  coverage.add('test/a.test.ts', { tests: [ran('a1')], failure, reached: { a1: { 1: 1 } }, atLoad: [] });

  expect(coverage.unusable).toEqual([{ file: 'test/a.test.ts', ...failure }]);
  expect(coverage.reachOf('1')).toBeUndefined();
});

test('what is reached while modules are loaded is known as such', () => {
  const coverage = measured();

  expect(['1', '4'].map((id) => coverage.isAtLoad(id))).toEqual([false, true]);
});

test('the users of a file reach a function of it or of what imports it, or are in a test file that imports it', () => {
  const coverage = measured();
  coverage.add('test/c.test.ts', { tests: [ran('c1'), ran('c2')], reached: { c1: { 9: 1 } }, atLoad: [] });
  const imports = (...files: string[]) => ({ files, packages: [] });
  const graph = {
    'src/constant.ts': imports(),
    'src/user.ts': imports('src/constant.ts'),
    'src/other.ts': imports('src/user.ts'),
    'test/a.test.ts': imports('src/constant.ts'),
    'test/b.test.ts': imports('src/user.ts'),
    'test/c.test.ts': imports('src/other.ts'),
  };
  const mutants = [
    { id: '1', file: 'src/user.ts' },
    { id: '9', file: 'src/other.ts' },
  ];

  expect(coverage.usersOf('src/constant.ts', graph, mutants)).toEqual(
    new Map([
      ['test/a.test.ts', new Set(['a1', 'a2'])],
      ['test/b.test.ts', new Set(['b1'])],
    ]),
  );
});

test('two tests take the same way through a file if they reach the same of its changes', () => {
  const coverage = new Coverage();
  const reached = { a1: { 1: 5, 2: 1 }, a2: { 2: 9, 1: 1 }, a3: { 1: 5 }, a4: { 3: 1 } };
  coverage.add('test/a.test.ts', { tests: Object.keys(reached).map((id) => ran(id)), reached, atLoad: [] });

  const ofA = ['1', '2'].map((id) => ({ id, file: 'src/a.ts' }));
  const ways = coverage.waysThrough('src/a.ts', [...ofA, { id: '3', file: 'src/b.ts' }]);

  const [first, second, third] = ['a1', 'a2', 'a3'].map((id) => ways.get(nameOfTest('test/a.test.ts', id)));
  expect(first).toBe(second);
  expect(first).not.toBe(third);
  expect([...ways.keys()]).not.toContain(nameOfTest('test/a.test.ts', 'a4'));
});

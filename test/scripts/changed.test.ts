import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ChangedArgumentError, chooseTests, readCommit, readSources, separatePaths } from '../../scripts/changed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isClone = existsSync(join(root, '.git'));

describe('npm test -- --changed', () => {
  test.each(['--changed=no-such-branch', '--changed='])('refuses %s, and says what to write', (flag) => {
    expect(() => readCommit(flag)).toThrow(ChangedArgumentError);
    expect(() => readCommit(flag)).toThrow(/^--changed=\S*: git knows no commit ".*" here; write a commit, a tag or/);
  });

  test('ends with 2 before it runs anything if the commit is not known', async () => {
    const run = promisify(execFile)(process.execPath, ['scripts/test.ts', '--changed=no-such-branch'], { cwd: root });

    await expect(run).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('npm test: --changed=no-such-branch: git knows no commit "no-such-branch" here'),
    });
  });

  test.skipIf(!isClone)('accepts a commit, and the start of the branch if none is named', () => {
    expect(readCommit('--changed=HEAD')).toBe('HEAD');
    expect(readCommit('--changed')).toMatch(/^([0-9a-f]{40}|HEAD)$/);
  });

  test.skipIf(!isClone)('runs the unit tests that read a changed page as text', () => {
    const tests = chosen(['docs/attach.md'], readSources());

    expect(tests).toContain('test/docs/readme.test.ts');
    expect(tests).toContain('test/english.test.ts');
    expect(tests).toContain('test/cli/attach/file-forms.test.ts');
    expect(tests.filter((path) => /\.(contract|browser)\.test\.ts$/.test(path))).toEqual([]);
  });

  test.skipIf(!isClone)('runs the tests that start a changed file as a program', () => {
    expect(chosen(['src/cli/main.ts'], readSources())).toContain('test/cli/main.test.ts');
    expect(chosen(['src/sandbox/own-hooks/thread-runtime.ts'], readSources())).toContain(
      'test/sandbox/own-hooks/hook-thread.test.ts',
    );
  });

  test('runs no test if nothing has changed', () => {
    expect(chosen([], sourcesOf({ 'test/a.test.ts': '', 'test/english.test.ts': '' }))).toEqual([]);
  });

  test('runs the tests of a change before those of what uses it, at most as many as asked for', () => {
    const sources = sourcesOf({
      'src/a.ts': '',
      'src/b.ts': "import { a } from './a.ts';",
      'src/c.ts': "export { b } from './b.ts';",
      'test/a.test.ts': "import { a } from '../src/a.ts';",
      'test/b.test.ts': "import { b } from '../src/b.ts';",
      'test/0/c.test.ts': "import { c } from '../../src/c.ts';",
      'test/d.test.ts': '',
    });

    expect(chosen(['src/a.ts'], sources)).toEqual(['test/a.test.ts', 'test/b.test.ts', 'test/0/c.test.ts']);
    expect(chosen(['src/b.ts'], sources)).toEqual(['test/b.test.ts', 'test/0/c.test.ts']);
    expect(chosen(['src/a.ts'], sources, 2)).toEqual(['test/a.test.ts', 'test/b.test.ts']);
  });

  test('runs the tests that read every file, however many others there are', () => {
    const sources = sourcesOf({
      'src/a.ts': '',
      'src/b.ts': "import './a.ts';",
      'test/0.test.ts': "import '../src/b.ts';",
      'test/english.test.ts': "import '../src/b.ts';",
    });

    expect(chosen(['src/a.ts'], sources, 1)).toEqual(['test/english.test.ts']);
  });

  test('says how many tests it left out, why, and what runs them', () => {
    const sources = sourcesOf({
      'src/a.ts': '',
      'test/a.test.ts': "import { a } from '../src/a.ts';",
      'test/far/b.test.ts': "import '../a.test.ts';",
      'test/far/c.test.ts': "import '../a.test.ts';",
      'test/a.contract.test.ts': "import { a } from '../src/a.ts';",
      'test/b.browser.test.ts': "import { a } from '../src/a.ts';",
    });

    expect(chooseTests(['src/a.ts', 'test/b.browser.test.ts'], sources, { most: 1 })).toEqual({
      run: ['test/a.test.ts', 'test/b.browser.test.ts'],
      summary: [
        'unit tests: ran 1 of the 3 files that the change touches',
        'did not run the 2 furthest from it (test/far 2): npm run unit',
        'contract, browser and slow tests: ran 1 of the 2 files that the change touches, those that have changed themselves: npm test runs all, and all random cases',
      ],
    });
  });

  test.each([
    { paths: ['test/near'], run: ['test/near/a.test.ts'], unit: 1, others: '0 of the 1' },
    {
      paths: ['test/near/a.test.ts', 'c.test'],
      run: ['test/near/a.test.ts', 'test/far/c.test.ts'],
      unit: 2,
      others: '0 of the 0',
    },
    { paths: ['test/other'], run: [], unit: 0, others: '0 of the 0' },
  ])('counts only the tests in $paths', ({ paths, run, unit, others }) => {
    const sources = sourcesOf({
      'src/a.ts': '',
      'test/near/a.test.ts': "import { a } from '../../src/a.ts';",
      'test/near/b.browser.test.ts': "import { a } from '../../src/a.ts';",
      'test/far/c.test.ts': "import { a } from '../../src/a.ts';",
    });

    const choice = chooseTests(['src/a.ts'], sources, { most: 9, paths });

    expect(choice.run).toEqual(run);
    expect(choice.summary).toEqual([
      `unit tests: ran ${unit} of the ${unit} files that the change touches`,
      expect.stringContaining(`ran ${others} files`),
    ]);
  });

  test.each([
    { args: ['test/hook'], paths: ['test/hook'], options: [] },
    { args: ['./test/hook/', '--bail=1', 'storage'], paths: ['test/hook', 'storage'], options: ['--bail=1'] },
    { args: ['-t', 'waits', join(root, 'test/hook')], paths: ['test/hook'], options: ['-t', 'waits'] },
    { args: [], paths: [], options: [] },
  ])('takes the paths out of $args', ({ args, paths, options }) => {
    const sources = sourcesOf({ 'test/hook/a.test.ts': '', 'test/storage/b.test.ts': '' });

    expect(separatePaths(args, sources)).toEqual({ paths, options });
  });

  test.each(['tset/hook', 'src/hook', 'test/hook/b', '../hook'])(
    'refuses %s, which is in no path of a test',
    (path) => {
      const sources = sourcesOf({ 'src/hook/a.ts': '', 'test/hook/a.test.ts': '' });

      expect(() => separatePaths(['test/hook', path], sources)).toThrow(
        new ChangedArgumentError(`no test has "${path}" in its path; write a folder or a file, such as test/hook`),
      );
    },
  );

  test.each([
    ['a type', "import type { A } from '../src/a.ts';", false],
    ['types on several lines', "import type {\n  A,\n  B,\n} from '../src/a.ts';", false],
    ['a value and a type', "import { type A, a } from '../src/a.ts';", true],
    ['values on several lines', "import {\n  a,\n  b,\n} from '../src/a.ts';", true],
    ['what its module exports', "export * from '../src/a.ts';", true],
    ['the module, when it is called', "await import('../src/a.ts')", true],
    ['its path from the root', "spawn('node', [join(root, 'src/a.ts')])", true],
    ['its path with a variable at the end', `new URL(\`../src/\${name}.ts\`, import.meta.url)`, true],
    ['another path with a variable at the end', `new URL(\`../lib/\${name}.ts\`, import.meta.url)`, false],
    ['the package', "import { check } from 'ecs-greenlight';", true],
    ['another entry of the package', "import { check } from 'ecs-greenlight/testing';", false],
  ])('knows whether a test that names %s needs the file', (_, text, expected) => {
    const sources = sourcesOf({ 'src/a.ts': '', 'src/index.ts': "import './a.ts';", 'test/b.test.ts': text });

    expect(chosen(['src/a.ts'], sources)).toEqual(expected ? ['test/b.test.ts'] : []);
  });

  test.each([
    ['its name', "read('page.md')"],
    ['its folder', "readdir(join(root, 'docs/guides'))"],
    ['its path', "new URL('../docs/guides/page.md', import.meta.url)"],
    ['its folder from the test', "new URL('../docs/guides/', import.meta.url)"],
  ])('runs a test that names %s of a page that has changed or is gone', (_, text) => {
    expect(chosen(['docs/guides/page.md'], sourcesOf({ 'test/b.test.ts': text }))).toEqual(['test/b.test.ts']);
  });

  test.each(['package.json', 'package-lock.json', 'vitest.config.ts', 'scripts/order.ts'])(
    'takes every test for touched if %s has changed',
    (path) => {
      const sources = sourcesOf({ 'vitest.config.ts': "import './scripts/order.ts';", 'test/b.test.ts': '' });

      expect(chosen([path], sources)).toEqual(['test/b.test.ts']);
    },
  );
});

function sourcesOf(texts: Record<string, string>): ReadonlyMap<string, string> {
  return new Map(Object.entries(texts));
}

function chosen(changed: readonly string[], sources: ReadonlyMap<string, string>, most = 1000): readonly string[] {
  return chooseTests(changed, sources, { most }).run;
}

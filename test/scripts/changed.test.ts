import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { readCommit, testsThatRead, UnknownCommitError } from '../../scripts/changed.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const isClone = existsSync(join(root, '.git'));

describe('npm test -- --changed', () => {
  test.each(['--changed=no-such-branch', '--changed='])('refuses %s, and says what to write', (flag) => {
    expect(() => readCommit(flag)).toThrow(UnknownCommitError);
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

  test('runs the unit tests that read a changed page as text', () => {
    const tests = testsThatRead(['docs/attach.md']);

    expect(tests).toContain('test/docs/readme.test.ts');
    expect(tests).toContain('test/english.test.ts');
    expect(tests).toContain('test/cli/attach/file-forms.test.ts');
    expect(tests.filter((path) => /\.(contract|browser)\.test\.ts$/.test(path))).toEqual([]);
  });

  test('runs none of them if nothing has changed', () => {
    expect(testsThatRead([])).toEqual([]);
  });
});

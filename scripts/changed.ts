import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** These read every source file or page as text. */
const readers = ['test/architecture.test.ts', 'test/english.test.ts', 'test/docs/*.test.ts'];

/** The commit to compare with does not exist; the message says what to write instead. */
export class UnknownCommitError extends Error {
  override readonly name = 'UnknownCommitError';
}

/**
 * The commit of `--changed=<commit>`; without one, where this branch left main, or `HEAD` if there is no main.
 *
 * @throws {UnknownCommitError}
 */
export function readCommit(flag: string): string {
  const [, given] = flag.split('=', 2);
  if (given === undefined) return git('merge-base', 'main', 'HEAD')[0] ?? 'HEAD';
  if (given !== '' && git('rev-parse', '--verify', '--quiet', '--end-of-options', `${given}^{commit}`).length > 0) {
    return given;
  }
  throw new UnknownCommitError(
    `${flag}: git knows no commit "${given}" here; write a commit, a tag or a branch, such as --changed=HEAD~3, or --changed alone for what has changed since this branch left main`,
  );
}

/** What differs from this commit, and what git does not track yet; deleted files are left out. */
export function changedFiles(commit: string): readonly string[] {
  return [
    ...git('diff', '--name-only', '--diff-filter=d', commit),
    ...git('ls-files', '--others', '--exclude-standard'),
  ];
}

/**
 * The unit tests that read one of these files as text, which vitest cannot know because they do not import it: those that read all of
 * them, and those that contain its name.
 */
export function testsThatRead(paths: readonly string[]): readonly string[] {
  if (paths.length === 0) return [];
  const names = paths.filter((path) => !path.endsWith('.ts')).map((path) => basename(path));
  const mentioning = globSync('test/**/*.test.ts', { cwd: root }).filter((test) => {
    const text = readFileSync(join(root, test), 'utf8');
    return names.some((name) => text.includes(name));
  });
  const unit = (path: string) => !/\.(contract|browser)\.test\.ts$/.test(path);
  return [...new Set([...globSync(readers, { cwd: root }), ...mentioning])].filter(unit).toSorted();
}

/** The lines that git prints; none if it fails. */
function git(...args: string[]): readonly string[] {
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter(Boolean);
}

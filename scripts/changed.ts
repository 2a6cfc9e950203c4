import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { slowTests } from './slow-tests.ts';

const root = resolve(fileURLToPath(import.meta.url), '../..');

/** These read every source file or page as text. */
const readers = /^test\/(architecture|english|docs\/[^/]+)\.test\.ts$/;

/** As in `vitest.config.ts`. */
const testFile = /^(test|examples\/starter)\/.*\.test\.ts$/;

/** What every test depends on. */
const foundations = ['package.json', 'package-lock.json', 'tsconfig.json', 'vitest.config.ts'];

/** There is no such commit or no such test; the message says what to write instead. */
export class ChangedArgumentError extends Error {
  override readonly name = 'ChangedArgumentError';
}

/**
 * The commit of `--changed=<commit>`; without one, where this branch left main, or `HEAD` if there is no main.
 *
 * @throws {ChangedArgumentError}
 */
export function readCommit(flag: string): string {
  const [, given] = flag.split('=', 2);
  if (given === undefined) return git('merge-base', 'main', 'HEAD')[0] ?? 'HEAD';
  if (given !== '' && git('rev-parse', '--verify', '--quiet', '--end-of-options', `${given}^{commit}`).length > 0) {
    return given;
  }
  throw new ChangedArgumentError(
    `${flag}: git knows no commit "${given}" here; write a commit, a tag or a branch, such as --changed=HEAD~3, or --changed alone for what has changed since this branch left main`,
  );
}

/** What differs from this commit, and what git does not track yet: deleted files too, and both names of a moved one. */
export function changedFiles(commit: string): readonly string[] {
  return [...git('diff', '--name-only', '--no-renames', commit), ...git('ls-files', '--others', '--exclude-standard')];
}

/** The text of each file that may import or name others, by path. */
export function readSources(): ReadonlyMap<string, string> {
  const paths = git('ls-files', '--cached', '--others', '--exclude-standard').filter(isSource);
  return new Map(
    paths.filter((path) => existsSync(join(root, path))).map((path) => [path, readFileSync(join(root, path), 'utf8')]),
  );
}

/** What `npm test -- --changed` runs, and says about it. */
export type Choice = { readonly run: readonly string[]; readonly summary: readonly string[] };

/** Which tests a change may run. */
export type Limits = {
  /** At most so many files of unit tests. */
  readonly most: number;
  /** Only tests whose path contains one of these; none mean all, as for vitest. */
  readonly paths?: readonly string[];
};

/** The unit tests nearest to a change, and the contract, browser and slow tests that have changed themselves. */
export function chooseTests(
  changed: readonly string[],
  sources: ReadonlyMap<string, string>,
  { most, paths = [] }: Limits,
): Choice {
  const isAsked = (test: string) => paths.length === 0 || paths.some((path) => test.includes(path));
  const touched = testsTouched(changed, sources).filter(isAsked);
  const [unit, others] = [touched.filter(isUnitTest), touched.filter((path) => !isUnitTest(path))];
  const [near, far] = [unit.slice(0, most), unit.slice(most)];
  const own = others.filter((path) => changed.includes(path));
  const summary = [
    `unit tests: ran ${near.length} of the ${unit.length} files that the change touches`,
    ...(far.length > 0 ? [`did not run the ${far.length} furthest from it (${countFolders(far)}): npm run unit`] : []),
    `contract, browser and slow tests: ran ${own.length} of the ${others.length} files that the change touches, those that have changed themselves: npm test runs all, and all random cases`,
  ];
  return { run: [...near, ...own], summary };
}

/**
 * Separates the paths in the arguments of vitest from its options and their values: `-t name`, `--bail=1`.
 *
 * @throws {ChangedArgumentError} if one of the paths is in no test's path
 */
export function separatePaths(
  args: readonly string[],
  sources: ReadonlyMap<string, string>,
): { paths: readonly string[]; options: readonly string[] } {
  const isPath = (arg: string, index: number) => !arg.startsWith('-') && !/^-[^=]*$/.test(args[index - 1] ?? '');
  const paths = args.filter(isPath).map((arg) => relative(root, resolve(root, arg)));
  const tests = [...sources.keys()].filter((path) => testFile.test(path));
  const unknown = paths.find((path) => !tests.some((test) => test.includes(path)));
  if (unknown !== undefined) {
    throw new ChangedArgumentError(`no test has "${unknown}" in its path; write a folder or a file, such as test/hook`);
  }
  return { paths, options: args.filter((arg, index) => !isPath(arg, index)) };
}

/** Whether the test needs neither an emulator nor a tool nor a browser, and does not take long. */
export function isUnitTest(path: string): boolean {
  return !/\.(contract|browser)\.test\.ts$/.test(path) && !slowTests.includes(path);
}

/** `test/cli 12, test/hook 3` */
function countFolders(paths: readonly string[]): string {
  const folders = Map.groupBy(paths, (path) => path.split('/').slice(0, 2).join('/'));
  return [...folders].map(([folder, inside]) => `${folder} ${inside.length}`).join(', ');
}

function isSource(path: string): boolean {
  return /\.m?[jt]s$/.test(path);
}

/**
 * The test files that import or name a changed file, then those that import or name a file that does, and so on: nearest first. Imports of types
 * do not count, because the compiler checks what they can break.
 */
function testsTouched(changed: readonly string[], sources: ReadonlyMap<string, string>): readonly string[] {
  if (changed.length === 0) return [];
  const steps = stepsFrom(changed, sources);
  const otherwise = foundations.some((path) => steps.has(path)) ? Number.MAX_SAFE_INTEGER : Number.NaN;
  return [...sources.keys()]
    .filter((path) => testFile.test(path))
    .map((path) => ({ path, step: readers.test(path) ? 1 : (steps.get(path) ?? otherwise) }))
    .filter(({ step }) => !Number.isNaN(step))
    .toSorted((a, b) => a.step - b.step)
    .map(({ path }) => path);
}

/** How many steps away from a change each file is that imports or names a changed one, or one that does. */
function stepsFrom(changed: readonly string[], sources: ReadonlyMap<string, string>): ReadonlyMap<string, number> {
  const paths = [...new Set([...sources.keys(), ...changed])];
  const users = new Map<string, string[]>();
  for (const [path, text] of sources) {
    for (const named of namedIn(path, text, paths)) {
      const known = users.get(named);
      if (known) known.push(path);
      else users.set(named, [path]);
    }
  }
  const steps = new Map(changed.flatMap(namesOf).map((name) => [name, 0]));
  for (const [name, step] of steps) {
    for (const user of users.get(name) ?? []) if (!steps.has(user)) steps.set(user, step + 1);
  }
  return steps;
}

/** Its path; its folders, for a test may name no more; and the name of a page, for a test may put the path together. */
function namesOf(path: string): readonly string[] {
  const parts = path.split('/');
  const folders = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join('/'));
  return [path, ...folders.slice(1), ...(isSource(path) ? [] : [basename(path)])];
}

/**
 * What a file imports, or reads by a path relative to itself: if the path ends with a variable, all that begins like it. A test may also name a file
 * by its path from the root, or by the last part of one.
 */
function namedIn(path: string, text: string, paths: readonly string[]): ReadonlySet<string> {
  const values = text.replaceAll(/^(?:import|export) type [^;]*;/gm, '');
  // In `src`, the package's name occurs in the examples of comments.
  const own = path.startsWith('src/') ? [] : [...values.matchAll(/'ecs-greenlight(?:\/(\w+))?'/g)];
  const relative = [...values.matchAll(/['"`](\.{1,2}\/[^'"`\s$]*)(\$?)/g)].flatMap(([, end = '', variable]) => {
    const named = join(dirname(path), end).replace(/^\.\/|\/$/, '');
    return variable ? paths.filter((each) => each.startsWith(named)) : [named];
  });
  const names = path.startsWith('test/') ? (values.match(/[\w@.-]+(?:\/[\w@.-]+)+|[\w-]+\.[a-z]+\b/g) ?? []) : [];
  return new Set([
    ...own.map(([, entry = 'index']) => `src/${entry}.ts`),
    ...relative,
    ...names.flatMap((each) => [each, basename(each)]),
  ]);
}

/** The lines that git prints; none if it fails. */
function git(...args: string[]): readonly string[] {
  const { stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return (stdout ?? '').split('\n').filter(Boolean);
}

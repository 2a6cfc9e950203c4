import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildForTests } from './build-for-tests.ts';
import {
  ChangedArgumentError,
  changedFiles,
  chooseTests,
  isUnitTest,
  readCommit,
  readSources,
  separatePaths,
} from './changed.ts';
import { temporaryFolder } from './temporary-folder.ts';

/**
 * `npm test`: types, lint, and every test, with one summary. Each of types and lint counts as one test. The last line is plain, for programs that
 * read counts: `N passed, N failed`, and `, N skipped` if there are any.
 *
 * `npm test -- --changed[=<commit>]` runs the unit tests nearest to what has changed since this commit (default: since the branch left main,
 * and what is not committed), and the contract, browser and slow tests that have changed themselves. It says what it leaves out.
 * Properties are tried on a tenth of their random cases. With a path, only the tests below it count.
 */

const root = resolve(fileURLToPath(import.meta.url), '../..');
/** So many unit tests, types and lint take less than a minute of two cores, whichever they are. */
const mostUnitTests = 225;
const resultsFile = join(root, '.cache/test-results.json');

type Count = { passed: number; failed: number; skipped: number };

const given = process.argv.slice(2);
const isWindows = process.platform === 'win32';
const changedFlag = given.find((flag) => flag === '--changed' || flag.startsWith('--changed='));
const chosen = changedFlag === undefined ? undefined : orStop(() => readChanged(changedFlag));
const since = chosen?.commit;

// A run of single files may not need it, and the tests that do build it themselves.
if (given.length === 0) startSetUp();
// The compiler and the bundler are Go programs, which spend a good part of their time on collecting garbage unless they may leave more of it.
process.env['GOGC'] ??= '400';
// Python would compile the whole SAM CLI each time that it starts.
delete process.env['PYTHONDONTWRITEBYTECODE'];
const temporary = process.env['TMPDIR'] === undefined ? temporaryFolder() : undefined;
if (temporary !== undefined) {
  process.env['TMPDIR'] = temporary;
  process.on('exit', () => rmSync(temporary, { recursive: true, force: true, maxRetries: 3 }));
}
const failedChecks: string[] = [];
// What the compiler writes down costs it a sixth of the first run, and spares it more than half of the next ones.
const remembered = since === undefined ? [] : ['--incremental', '--tsBuildInfoFile', '.cache/types.tsbuildinfo'];
// Each of the compiler's checkers repeats some of the others' work.
const checks = [
  check('types', 'tsc', ['-p', '.', '--checkers', '2', ...remembered]),
  check('lint', 'biome', ['check', '--no-errors-on-unmatched', ...filesToLint()]),
];
const [, ...counts] = await Promise.all([since === undefined ? buildOnce() : undefined, ...checks]);
if (chosen === undefined) {
  counts.push(runTests(given));
} else {
  counts.push(...(await testChanged(chosen)));
}

const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
// Their output is thousands of lines above by now.
if (failedChecks.length > 0) console.log(`\nfailed before the tests ran: ${failedChecks.join(', ')}`);
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/**
 * Starts what takes a minute of a core the first time, Lambda's runtime client and the tools from PyPI, so that the tests that need it wait less. They
 * are skipped with the reason if it is not available.
 */
function startSetUp(): void {
  for (const command of [['scripts/lambda-ric.ts', '--native'], ['scripts/python-tools.ts']])
    spawn(process.execPath, command, { cwd: root, stdio: 'ignore' }).unref();
}

/** Each worker would build them otherwise, which takes ten seconds of a core. */
async function buildOnce(): Promise<void> {
  process.env['BUILT_FUNCTIONS'] = await buildForTests();
}

/** A file's lint depends on nothing but the file, unless the rules have changed. */
function filesToLint(): readonly string[] {
  const changed = since === undefined ? [] : changedFiles(since).filter((path) => existsSync(join(root, path)));
  return changed.length === 0 || changed.includes('biome.json') ? ['.'] : changed;
}

/** Its output is printed in one piece, because types and lint are checked at the same time. */
async function check(name: string, tool: string, args: string[]): Promise<Count> {
  const child = spawn(binOf(tool), args, { cwd: root, stdio: 'pipe', shell: isWindows });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  const ok = code === 0;
  if (!ok) failedChecks.push(name);
  process.stdout.write(output);
  console.log(`${ok ? '✓' : '✕'} ${name}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** Ends the run if an argument is wrong: nothing would be tested. */
function orStop<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ChangedArgumentError)) throw error;
    console.error(`npm test: ${error.message}`);
    process.exit(2);
  }
}

/** The commit to compare with, and what the other arguments say. */
function readChanged(flag: string) {
  const [commit, sources] = [readCommit(flag), readSources()];
  const rest = given.filter((each) => each !== flag);
  return { commit, sources, ...separatePaths(rest, sources) };
}

async function testChanged({ commit, sources, paths, options }: ReturnType<typeof readChanged>): Promise<Count[]> {
  const { run, summary } = chooseTests(changedFiles(commit), sources, { most: mostUnitTests, paths });
  process.env['RANDOM_CASES'] ??= '0.1';
  if (!run.every(isUnitTest)) await buildOnce();
  const counts = run.length > 0 ? [runTests([...run, ...options])] : [];
  console.log([`since ${commit}, with RANDOM_CASES=${process.env['RANDOM_CASES']}:`, ...summary].join('\n'));
  return counts;
}

/** Runs vitest with these arguments, and takes the counts from its report. */
function runTests(given: readonly string[]): Count {
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(resultsFile, { force: true });
  const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${resultsFile}`, ...given];
  const status = run('vitest', args);
  const count = readCount();
  // An error outside every test fails the run though no test failed.
  return status !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

type Results = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests?: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

function readResults(): Results | undefined {
  try {
    return JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;
  } catch {
    return undefined;
  }
}

function readCount(): Count {
  const results = readResults();
  if (results === undefined) return { passed: 0, failed: 1, skipped: 0 };
  // A file that could not even be loaded has no test to fail, so it counts as one.
  const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + (results.numTodoTests ?? 0),
  };
}

function run(tool: string, args: string[]): number {
  return spawnSync(binOf(tool), args, { cwd: root, stdio: 'inherit', shell: isWindows }).status ?? 1;
}

function binOf(tool: string): string {
  return join(root, 'node_modules/.bin', tool);
}

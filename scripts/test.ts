import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFunctions } from './build.ts';

/**
 * `npm test`: types, lint, and every test, with one summary. Each of types and lint counts as one test. The last line is plain, for whoever reads
 * counts: `N passed, N failed`, and `, N skipped` where there are any.
 */

const root = resolve(fileURLToPath(import.meta.url), '../..');
const resultsFile = join(root, '.cache/test-results.json');

type Count = { passed: number; failed: number; skipped: number };

// Only where all is run: whoever runs one file may not need it, and the tests that do would build it.
if (process.argv.length === 2) buildRuntimeClient();
const counts: Count[] = [check('types', 'tsc', ['-p', '.']), check('lint', 'biome', ['check', '.'])];
await buildFunctions();
counts.push(runTests());

const sum = (key: keyof Count) => counts.reduce((total, count) => total + count[key], 0);
const [passed, failed, skipped] = [sum('passed'), sum('failed'), sum('skipped')];
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/**
 * Begins to build Lambda's runtime client, which takes a minute of a core the first time, so that the tests under it have less to wait for. They
 * say so where it cannot be had.
 */
function buildRuntimeClient(): void {
  const script = join(root, 'scripts/lambda-ric.ts');
  spawn(process.execPath, [script, '--native'], { cwd: root, stdio: 'ignore' }).unref();
}

function check(name: string, tool: string, args: string[]): Count {
  const ok = run(tool, args) === 0;
  console.log(`${ok ? '✓' : '✕'} ${name}`);
  return { passed: ok ? 1 : 0, failed: ok ? 0 : 1, skipped: 0 };
}

/** Runs vitest with whatever was given behind `npm test --`, and counts from its own report. */
function runTests(): Count {
  mkdirSync(join(root, '.cache'), { recursive: true });
  rmSync(resultsFile, { force: true });
  const args = [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultsFile}`,
    ...process.argv.slice(2),
  ];
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

function readCount(): Count {
  let results: Results;
  try {
    results = JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  // A file that could not even be loaded has no test to fail, so it counts as one.
  const broken = results.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests + (results.numTodoTests ?? 0),
  };
}

function run(tool: string, args: string[]): number {
  const bin = join(root, 'node_modules/.bin', tool);
  return spawnSync(bin, args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
}

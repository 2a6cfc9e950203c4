import { readFileSync } from 'node:fs';
import type { ImportGraph } from '../compile.ts';
import { ModuleLoader } from './module-loader.ts';
import { untilStuck } from './stuck.ts';
import { type Failure, type RanTest, TestRunner } from './test-runner.ts';
import { type Trial, type TrialPorts, tryMutant, type Verdict } from './try-mutant.ts';
import { Watchdog } from './watchdog.ts';

/** What a process needs to know in which changes are tried. Its argument is a file with it. */
export type TrialPlan = { project: string; folder: string; graph: ImportGraph };

/** Run all tests of a file and record which changes each of them reaches, or try one change. */
export type TrialJob = { measure: string } | { trial: Trial };

export type MeasuredFile = {
  tests: RanTest[];
  /** Without a test if the file itself could not be run. */
  failure?: Failure;
  /** By the id of a test, or by the file for what its hooks and its own code reach: how often each change was reached. */
  reached: Record<string, Record<string, number>>;
  /** The changes that were reached while modules were loaded. */
  atLoad: string[];
};

const coverage = { isOn: false, static: {}, perTest: {} };
const instrumented: TrialPorts['switches'] & { currentTestId?: string | undefined } = {};
Object.assign(globalThis, { __stryker__: Object.assign(instrumented, { mutantCoverage: coverage }) });
// What a change breaks after its test has ended is no test's failure, and must not end the process.
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});
const { exit } = process;
process.exit = () => {
  throw new Error('process.exit was called');
};

const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as TrialPlan;
const loader = new ModuleLoader(plan);
const runner = await TestRunner.create(plan.project, loader);
const watchdog = new Watchdog();

const ports: TrialPorts = {
  switches: instrumented,
  forget: (file) => loader.forget(file),
  async firstFailure(run) {
    watchdog.allow(run.cpuMs);
    const ran = await untilStuck(() => runner.firstFailure(run), Number.POSITIVE_INFINITY);
    watchdog.rest();
    // A hook of the tests is stuck, and with it the runner.
    return ran ? ran.value : exit(1);
  },
};

async function measure(file: string): Promise<MeasuredFile> {
  Object.assign(coverage, { isOn: true, static: {}, perTest: {} });
  const measured = await runner.runAll(file, (id) => {
    instrumented.currentTestId = id;
  });
  instrumented.currentTestId = undefined;
  coverage.isOn = false;
  return { ...measured, reached: coverage.perTest, atLoad: Object.keys(coverage.static) };
}

process.on('message', async (job: TrialJob) => {
  const answer: MeasuredFile | Verdict =
    'measure' in job ? await measure(job.measure) : await tryMutant(job.trial, ports);
  process.send?.(answer);
});
process.on('disconnect', () => exit());
process.send?.('ready');

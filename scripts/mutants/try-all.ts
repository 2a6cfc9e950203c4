import { globSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseTests } from './choose-tests.ts';
import { compile, type ImportGraph, importedBy } from './compile.ts';
import { Coverage } from './coverage.ts';
import type { Instrumented, Mutant } from './instrument.ts';
import type { Trial, Verdict } from './trial/try-mutant.ts';
import { isEnded, TrialProcess } from './trial-process.ts';

/** The unit tests of the decision core: they are the ones that have to notice a change in it. */
const testFiles = 'test/{wording,hook,storage,deployment,approval,checks,watcher}/**/*.test.ts';

/** Whether a change was noticed. `Timeout`: it never ended. `NoCoverage`: no test reaches it. */
export type Result = { status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage'; killedBy?: string };

export type TryOptions = {
  project: string;
  instrumented: Instrumented;
  /** Where to write what is run. It is emptied. */
  folder: string;
  /** How many processes share the work. */
  concurrency: number;
  /** CPU time, in milliseconds, that every file of tests may take before its process is ended. Default 10 000. */
  leastCpuMs?: number;
  /** How much CPU time, in milliseconds, the tests that a change is first tried against usually take together. Default 1 500. */
  quickMs?: number;
  /** Whether a change may survive: then it is not tried against more tests than the quick ones. Default none. */
  maySurvive?(mutant: Mutant): boolean;
  say(line: string): void;
};

/**
 * Runs the tests without a change, to see what each of them reaches, and then tries every change against those that reach it.
 *
 * @returns whether each change was noticed, by its id
 */
export async function tryAll(options: TryOptions): Promise<Map<string, Result>> {
  const { project, folder, instrumented, say } = options;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const all = globSync(testFiles, { cwd: project }).filter((file) => !/\.(contract|browser)\.test\.ts$/.test(file));
  const graph = await compile(project, all.sort(), folder, instrumented.code);
  const tests = all.filter((test) => [...importedBy(graph, test)].some((file) => instrumented.code.has(file)));
  const planFile = join(folder, 'plan.json');
  writeFileSync(planFile, JSON.stringify({ project, folder, graph }));
  const processes = Array.from({ length: options.concurrency }, () => new TrialProcess(planFile));
  try {
    say(`Running ${tests.length} test files without any of the ${instrumented.mutants.length} changes`);
    const coverage = await measure(tests, processes);
    for (const { file, name, message } of coverage.unusable)
      say(`Fails without any change: ${file} ${name}: ${message}`);
    return await tryEach({ ...options, coverage, graph, processes });
  } finally {
    for (const process of processes) process.end();
  }
}

async function measure(tests: readonly string[], processes: readonly TrialProcess[]): Promise<Coverage> {
  const coverage = new Coverage();
  await share(tests, processes, async (file, process) => {
    const measured = await process.measure(file);
    if (isEnded(measured)) coverage.unusable.push({ file, name: file, message: 'its process ended' });
    else coverage.add(file, measured);
  });
  return coverage;
}

type Context = TryOptions & { coverage: Coverage; graph: ImportGraph; processes: readonly TrialProcess[] };

async function tryEach(context: Context): Promise<Map<string, Result>> {
  const { mutants } = context.instrumented;
  const results = new Map<string, Result>();
  const byFile = Map.groupBy(mutants, ({ file }) => file);
  const step = Math.max(100, mutants.length / 20);
  let next = step;
  await share([...byFile.values()], context.processes, async (ofFile, process) => {
    let lastNotice: string | undefined;
    for (const mutant of ofFile) {
      const { status, by } = await tryOne(context, mutant, process, lastNotice);
      lastNotice = by?.file ?? lastNotice;
      results.set(mutant.id, { status, ...(by && { killedBy: `${by.file} ${by.name}` }) });
      if (results.size < next) continue;
      context.say(progress(results, mutants.length));
      next += step;
    }
  });
  return results;
}

function progress(results: ReadonlyMap<string, Result>, all: number): string {
  const unnoticed = [...results.values()].filter(({ status }) => status === 'Survived' || status === 'NoCoverage');
  return `${new Date().toTimeString().slice(0, 8)}  tried ${results.size} of ${all} changes, ${unnoticed.length} not noticed`;
}

type Outcome = Pick<Result, 'status'> & Partial<Pick<Verdict, 'by' | 'reached'>>;

/**
 * How much CPU time, in milliseconds, the tests usually take together that a change is tried against if the quick ones do not notice it. What most of
 * the core goes through is reached by thousands of tests that take minutes.
 */
const thoroughMs = 15_000;

/** A change that survives the quick tests, and is not known to, is tried against all that reach it, or as many as the second budget allows. */
async function tryOne(context: Context, mutant: Mutant, process: TrialProcess, lastNotice?: string): Promise<Outcome> {
  const { quickMs = 1500, maySurvive = () => false } = context;
  const quick = await tryWithin(quickMs, context, mutant, process, lastNotice);
  if (quick.status !== 'Survived' || maySurvive(mutant)) return quick;
  return tryWithin(thoroughMs, context, mutant, process, lastNotice);
}

/**
 * A change of what a module does when it is loaded is tried with the module loaded again. So is one that no test reached any more: something that an
 * earlier test did, such as filling a cache, keeps them from it.
 */
async function tryWithin(
  budgetMs: number,
  context: Context,
  mutant: Mutant,
  process: TrialProcess,
  lastNotice?: string,
): Promise<Outcome> {
  const { coverage, graph, instrumented, leastCpuMs = 10_000 } = context;
  const { id, file } = mutant;
  const ways = coverage.waysThrough(file, instrumented.mutants);
  const [reach, isAtLoad] = [coverage.reachOf(id), coverage.isAtLoad(id)];
  const attempt = (tests: ReadonlyMap<string, ReadonlySet<string>>, trial: Pick<Trial, 'hitLimit' | 'atLoad'>) => {
    const ids = new Map([...tests].map(([test, set]) => [test, [...set]]));
    const runs = chooseTests(coverage, file, ids, { ways, lastNotice, leastCpuMs, budgetMs });
    return tryTwice(process, { mutant: id, file, runs, ...trial });
  };
  if (!reach && !isAtLoad) return { status: 'NoCoverage' };
  if (reach) {
    const outcome = await attempt(reach.tests, { hitLimit: 10_000 + 100 * reach.hits, atLoad: false });
    if (outcome.status !== 'Survived' || (outcome.reached && !isAtLoad)) return outcome;
  }
  return attempt(coverage.usersOf(file, graph, instrumented.mutants), { hitLimit: 1_000_000, atLoad: true });
}

/**
 * In doubt, tries a change again in a new process. One that ends this one too never comes to an end, or uses up the memory. One that cannot be judged
 * there either counts as a survivor.
 */
async function tryTwice(process: TrialProcess, trial: Trial): Promise<Outcome> {
  const first = await process.attempt(trial);
  if (!isEnded(first) && first.status !== 'Spoilt') return { ...first, status: first.status };
  process.end();
  const second = await process.attempt(trial);
  if (isEnded(second)) return { status: 'Timeout' };
  // It was reached, or there would be no doubt.
  return second.status === 'Spoilt' ? { status: 'Survived', reached: true } : { ...second, status: second.status };
}

/** Each process takes the next item as soon as it is free. */
async function share<T>(
  items: readonly T[],
  processes: readonly TrialProcess[],
  work: (item: T, process: TrialProcess) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const takeItems = async (process: TrialProcess) => {
    for (const item of queue) await work(item, process);
  };
  await Promise.all(processes.map(takeItems));
}

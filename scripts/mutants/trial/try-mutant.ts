import type { Failure, TestSelection } from './test-runner.ts';

/** One change, and the tests to try it against, in this order. */
export type Trial = {
  mutant: string;
  /** The changed file. */
  file: string;
  runs: readonly TestRun[];
  /** How often the changed code may be reached: a change that makes a loop endless ends here. */
  hitLimit: number;
  /** Whether to load the changed file while the change is active, for a change of what happens only then. */
  atLoad: boolean;
};

/** `cpuMs`: the CPU time that it may take, in milliseconds. */
export type TestRun = TestSelection & { cpuMs: number };

export type Verdict = {
  /** `Spoilt`: a test fails without the change too, so only a new process can tell. */
  status: 'Killed' | 'Timeout' | 'Survived' | 'Spoilt';
  /** The test that failed. */
  by?: { file: string; name: string };
  /** Whether the changed code was run at all. */
  reached: boolean;
};

/** What a trial needs of the process that it runs in. */
export type TrialPorts = {
  firstFailure(run: TestRun): Promise<Failure | undefined>;
  /** Forgets a file and what imports it, or everything, so that it is loaded again. */
  forget(file?: string): void;
  /** Where the instrumented code looks. */
  switches: { activeMutant?: string | undefined; hitCount?: number; hitLimit?: number };
};

/**
 * Tries one change. It is noticed only if a test fails with it and passes without it. If that test fails without it, something is spoilt, by an
 * earlier change or by this one: then both are tried again with everything freshly loaded.
 */
export async function tryMutant(trial: Trial, ports: TrialPorts): Promise<Verdict> {
  Object.assign(ports.switches, { hitCount: 0, hitLimit: trial.hitLimit });
  reload(trial, ports);
  for (const run of trial.runs) {
    const failure = await runWith(trial, ports, run);
    const verdict = failure && (await confirm(trial, ports, { run, failure }));
    if (verdict) return verdict;
  }
  reload(trial, ports);
  return { status: 'Survived', reached: ports.switches.hitCount !== 0 };
}

/** @returns nothing if the failure was an earlier change's fault */
async function confirm(
  trial: Trial,
  ports: TrialPorts,
  { run, failure }: { run: TestRun; failure: Failure },
): Promise<Verdict | undefined> {
  const by = { file: run.file, name: failure.name };
  const noticed: Verdict = { status: isOverLimit(trial, ports) ? 'Timeout' : 'Killed', by, reached: true };
  const again = { ...run, ...(failure.test !== undefined && { tests: [failure.test] }) };
  reload(trial, ports);
  if (!(await ports.firstFailure(again))) return noticed;
  ports.forget();
  if (await ports.firstFailure(again)) return { status: 'Spoilt', by, reached: true };
  ports.forget();
  ports.switches.hitCount = 0;
  return (await runWith(trial, ports, run)) ? noticed : undefined;
}

async function runWith(trial: Trial, ports: TrialPorts, run: TestRun): Promise<Failure | undefined> {
  ports.switches.activeMutant = trial.mutant;
  const failure = await ports.firstFailure(run);
  ports.switches.activeMutant = undefined;
  // The code may have caught the error that ended its loop.
  return failure ?? (isOverLimit(trial, ports) ? { name: run.file, message: 'endless' } : undefined);
}

function isOverLimit({ hitLimit }: Trial, { switches }: TrialPorts): boolean {
  return (switches.hitCount ?? 0) > hitLimit;
}

function reload({ file, atLoad }: Trial, { forget }: TrialPorts): void {
  if (atLoad) forget(file);
}

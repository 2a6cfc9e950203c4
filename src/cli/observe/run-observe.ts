import { join } from 'node:path';
import { systemClock } from '../../runtime/system-clock.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { CliError } from '../command/cli-error.ts';
import { ownVersion } from '../command/own-version.ts';
import type { Experiment } from './experiments/experiment.ts';
import { experiments } from './experiments/experiments.ts';
import type { ObserveFlags } from './observe-flags.ts';
import { formatExperiment, formatFindings, formatResult } from './report/format-findings.ts';
import { type Observation, profileOf } from './report/observation.ts';
import { checkFolder, readObservation, writeObservation } from './report/observation-files.ts';
import { runExperiment } from './run-experiment.ts';
import type { Bench } from './trial/bench.ts';

/** The action of `greenlight observe`. */
export async function runObserve(flags: ObserveFlags): Promise<ExitCode> {
  if (flags.switch && !flags.local) {
    throw new CliError('--switch is for --local: nobody can choose how AWS behaves', { next: 'add --local' });
  }
  if (flags.cleanUp && flags.local) {
    throw new CliError('--clean-up is for an account: a run with --local leaves only its report', {
      next: 'leave out --local to clean up in the account, or --clean-up to observe the local controller',
    });
  }
  const interruption = new AbortController();
  const onSignal = () => {
    process.stderr.write('\ngreenlight observe: interrupted; putting everything back\n');
    interruption.abort(new InterruptedError());
  };
  for (const signal of signals) process.once(signal, onSignal);
  try {
    return await observeSomewhere(flags, interruption.signal);
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    process.stderr.write('greenlight observe: everything is put back; --resume continues\n');
    return 1;
  } finally {
    for (const signal of signals) process.off(signal, onSignal);
  }
}

async function observeSomewhere(flags: ObserveFlags, signal: AbortSignal): Promise<ExitCode> {
  if (flags.cleanUp) {
    const { cleanUp } = await import('./run-in-account.ts');
    return cleanUp(flags, signal);
  }
  const chosen = chooseExperiments(flags.only);
  const start = startObservation(flags);
  checkFolder(flags.folder, flags);
  const remaining = chosen.filter(({ name }) => !start.experiments.some((done) => done.name === name));
  const observe = (bench: Bench) => observeRemaining(bench, remaining, start, { ...flags, signal });
  if (remaining.length === 0) {
    process.stderr.write(`nothing to do: ${join(flags.folder, 'report.json')} has it all\n`);
    return report(start, flags);
  }
  if (flags.local) {
    const { startLocalBench } = await import('./local/local-bench.ts');
    const bench = await startLocalBench(flags.switch ?? {}, signal);
    return report(await observe(bench).finally(() => bench.stop()), flags);
  }
  const { runInAccount } = await import('./run-in-account.ts');
  const observation = await runInAccount(flags, remaining, signal, observe);
  return observation === undefined ? 1 : report(observation, flags);
}

const signals = ['SIGINT', 'SIGTERM'] as const;

/** Somebody has pressed Ctrl-C. */
class InterruptedError extends Error {
  override readonly name = 'InterruptedError';
}

/** @throws {CliError} if there is no such experiment */
function chooseExperiments(only: readonly string[] | undefined): readonly Experiment[] {
  const unknown = only?.find((name) => !experiments.some((each) => each.name === name));
  if (unknown !== undefined) {
    const names = experiments.map(({ name }) => name).join(', ');
    throw new CliError(`there is no experiment "${unknown}"`, { next: `write one of ${names}` });
  }
  return experiments.filter(({ name }) => only === undefined || only.includes(name));
}

function startObservation({ local, resume, folder }: ObserveFlags): Observation {
  const empty: Observation = {
    schemaVersion: 1,
    version: ownVersion(),
    observedAt: systemClock.now().toISOString().slice(0, 10),
    observedOn: local ? 'controller' : 'aws',
    experiments: [],
  };
  if (!resume) return empty;
  const before = readObservation(folder, empty);
  return { ...before, experiments: before.experiments.filter(({ failed }) => failed === undefined) };
}

/** Runs the experiments that the observation does not have yet, and writes it after each of them. */
async function observeRemaining(
  bench: Bench,
  remaining: readonly Experiment[],
  start: Observation,
  { folder, output, signal, ...flags }: ObserveFlags & { signal: AbortSignal },
): Promise<Observation> {
  let observation = start;
  const say = (text: string) => void (output === 'text' && process.stdout.write(text));
  for (const experiment of remaining) {
    say(formatExperiment(experiment, flags));
    const result = await runExperiment(experiment, bench, signal).catch((error: unknown) => {
      process.stderr.write(`greenlight observe: ${experiment.name} did not end; --resume starts it again\n`);
      throw error;
    });
    observation = { ...observation, experiments: [...observation.experiments, result] };
    writeObservation(folder, observation);
    say(formatResult(result));
  }
  return observation;
}

function report(observation: Observation, { folder, output }: ObserveFlags): ExitCode {
  if (output === 'json') printJson(profileOf(observation));
  else process.stdout.write(formatFindings(observation, folder));
  const failed = observation.experiments.filter((each) => each.failed !== undefined).map(({ name }) => name);
  if (failed.length === 0) return 0;
  process.stderr.write(`greenlight observe: ${failed.join(', ')} failed; --resume runs what failed again\n`);
  return 1;
}

import { join } from 'node:path';
import type { Switches } from '../../controller/switches.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { CliError } from '../command/cli-error.ts';
import { ownVersion } from '../command/own-version.ts';
import type { Experiment } from './experiments/experiment.ts';
import { experiments } from './experiments/experiments.ts';
import { startLocalBench } from './local/local-bench.ts';
import { formatFindings, formatResult } from './report/format-findings.ts';
import { type Observation, profileOf } from './report/observation.ts';
import { readObservation, writeObservation } from './report/observation-files.ts';
import { runExperiment } from './run-experiment.ts';
import type { Bench } from './trial/bench.ts';

export type ObserveFlags = AwsFlags & {
  local?: boolean;
  only?: readonly string[];
  folder: string;
  resume?: boolean;
  switch?: Partial<Switches>;
};

/** The action of `greenlight observe`. */
export async function runObserve(flags: ObserveFlags): Promise<ExitCode> {
  const chosen = chooseExperiments(flags.only);
  if (!flags.local) throw new CliError('observing AWS is not possible yet', { next: 'pass --local' });
  const start = startObservation(flags);
  const interruption = new AbortController();
  const onSignal = () => interruption.abort(new InterruptedError());
  for (const signal of signals) process.once(signal, onSignal);
  const bench = await startLocalBench(flags.switch ?? {}, interruption.signal);
  try {
    const observation = await observe(bench, chosen, start, flags);
    process.stdout.write(flags.output === 'json' ? '' : formatFindings(observation, flags.folder));
    if (flags.output === 'json') printJson(profileOf(observation));
    return 0;
  } catch (error) {
    if (!(error instanceof InterruptedError)) throw error;
    process.stderr.write('greenlight observe: interrupted and cleaned up; --resume continues\n');
    return 1;
  } finally {
    await bench.stop();
    for (const signal of signals) process.off(signal, onSignal);
  }
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
  return resume ? readObservation(folder, empty) : empty;
}

/** Runs the experiments that the observation does not have yet, and writes it after each of them. */
async function observe(
  bench: Bench,
  chosen: readonly Experiment[],
  start: Observation,
  { folder, output }: Pick<ObserveFlags, 'folder' | 'output'>,
): Promise<Observation> {
  let observation = start;
  const remaining = chosen.filter(({ name }) => !start.experiments.some((done) => done.name === name));
  for (const experiment of remaining) {
    const result = await runExperiment(experiment, bench);
    observation = { ...observation, experiments: [...observation.experiments, result] };
    writeObservation(folder, observation);
    if (output === 'text') process.stdout.write(formatResult(experiment, result));
  }
  if (remaining.length === 0) process.stderr.write(`nothing to do: ${join(folder, 'report.json')} has it all\n`);
  return observation;
}

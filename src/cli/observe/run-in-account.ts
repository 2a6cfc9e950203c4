import { awsClients } from '../aws/aws-clients.ts';
import type { ExitCode } from '../aws/run-action.ts';
import { CliError } from '../command/cli-error.ts';
import { confirm, hasTerminal } from '../terminal/ask.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { cleanUpAccount, observeAccount, realClock, refuseSecondRun } from './aws/observe-account.ts';
import { readObservedService } from './aws/observed-service.ts';
import type { Experiment } from './experiments/experiment.ts';
import type { ObserveFlags } from './observe-flags.ts';
import { formatRunPlan } from './report/format-plan.ts';
import type { Observation } from './report/observation.ts';
import type { Bench } from './trial/bench.ts';

/** A run takes hours, so it has to outlast a few minutes without a network. */
const maxAttempts = 12;

/**
 * Says what a run in an account means, asks, and runs it.
 *
 * @returns undefined if it was declined
 * @throws {CliError} if nobody can be asked
 */
export async function runInAccount(
  flags: ObserveFlags,
  experiments: readonly Experiment[],
  signal: AbortSignal,
  observe: (bench: Bench) => Promise<Observation>,
): Promise<Observation | undefined> {
  // A person who starts a run wants to know at once if AWS cannot be reached.
  const clients = await awsClients(flags);
  await refuseSecondRun(clients);
  const observed = await withProgress('reading the demo service', readObservedService(clients, flags.stack));
  process.stderr.write(formatRunPlan(observed, clients.region, experiments));
  if (!flags.yes && !hasTerminal()) {
    throw new CliError('cannot ask for confirmation: not a terminal', { next: 'pass --yes to run the experiments' });
  }
  if (!flags.yes && !(await confirm('Run them?'))) {
    process.stderr.write('Nothing was changed.\n');
    return undefined;
  }
  return observeAccount(await awsClients({ ...flags, maxAttempts }), observed, realClock(signal), observe);
}

/** The action of `--clean-up`. */
export async function cleanUp(flags: ObserveFlags, signal: AbortSignal): Promise<ExitCode> {
  const clients = await awsClients({ ...flags, maxAttempts });
  const wasLeft = await withProgress('putting everything back', cleanUpAccount(clients, realClock(signal)));
  process.stdout.write(wasLeft ? 'Everything is put back.\n' : `There is no unfinished run in ${clients.region}.\n`);
  return 0;
}

import { systemClock } from '../../../runtime/system-clock.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { CliError } from '../../command/cli-error.ts';
import { sleepSeconds } from '../../deployment/choose/find-deployment.ts';
import type { Bench } from '../trial/bench.ts';
import { awsBench, type BenchClock } from './aws-bench.ts';
import { cleanUpRun } from './clean-up.ts';
import { createObserveStack, observeStackName, readObserveMetadata } from './observe-stack.ts';
import type { ObservedService } from './observed-service.ts';

/**
 * Creates what the experiments need in an account, runs them, and puts everything back however they end.
 *
 * @throws what the experiments throw, and {@link CliError} if something could not be put back
 */
export async function observeAccount<Result>(
  clients: AwsClients,
  observed: ObservedService,
  clock: BenchClock,
  run: (bench: Bench) => Promise<Result>,
): Promise<Result> {
  try {
    const outputs = await createObserveStack(clients, observed, (seconds) => clock.sleep(seconds));
    await clock.sleep(untilRolesAreKnown);
    return await run(await awsBench(clients, observed, outputs, clock));
  } finally {
    await putBack(clients, observed, clock);
  }
}

/**
 * Puts back what a run has left that was killed.
 *
 * @returns false if there is no such run
 */
export async function cleanUpAccount(clients: AwsClients, clock: BenchClock): Promise<boolean> {
  const left = await readObserveMetadata(clients);
  if (left === undefined) return false;
  await cleanUpRun(clients, left, (seconds) => clock.wait(seconds));
  return true;
}

/** @throws {CliError} if another run uses the account, or was killed there */
export async function refuseSecondRun(clients: AwsClients): Promise<void> {
  if ((await readObserveMetadata(clients)) === undefined) return;
  throw new CliError(`the stack ${observeStackName} exists already in ${clients.region}`, {
    next: 'wait for the other run, or if it was killed put back what it left: greenlight observe --clean-up',
  });
}

/** IAM needs a moment until everybody knows a new role; a hook that ECS cannot call yet would look like a refusal. */
const untilRolesAreKnown = 30;

/** Real time. */
export function realClock(signal: AbortSignal): BenchClock {
  return {
    now: () => systemClock.now(),
    async sleep(seconds) {
      await sleepSeconds(seconds, signal);
      signal.throwIfAborted();
    },
    wait: (seconds) => sleepSeconds(seconds, new AbortController().signal),
  };
}

async function putBack(clients: AwsClients, observed: ObservedService, clock: BenchClock): Promise<void> {
  try {
    await cleanUpRun(clients, observed, (seconds) => clock.wait(seconds));
  } catch (cause) {
    throw new CliError(`not everything could be put back: ${cause instanceof Error ? cause.message : cause}`, {
      next: 'greenlight observe --clean-up',
      cause,
    });
  }
}

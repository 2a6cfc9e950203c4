import { systemClock } from '../../runtime/system-clock.ts';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import type { StackOutputs } from '../aws/stack.ts';
import { sleepSeconds } from '../deployment/choose/find-deployment.ts';
import { NoDeploymentError } from '../deployment/choose/no-deployment-error.ts';
import type { SelectionFlags } from '../deployment/choose/selection.ts';
import type { DeploymentBrief } from '../deployment/ecs-deployments.ts';
import { openDeployment } from '../deployment/open-deployment.ts';
import { type Snapshot, secondsOf } from '../deployment/snapshot/snapshot.ts';
import { snapshotTree } from '../deployment/snapshot/snapshot-tree.ts';
import type { LiveTree } from '../terminal/live-tree.ts';
import { readWaitGoal } from './wait-goal.ts';
import { type Watched, watchDeployment } from './watch-deployment.ts';

export type FollowFlags = AwsFlags &
  SelectionFlags & { waitUntil: string; timeout?: number; interval: number; startTimeout: number };

type FollowParts = {
  tree: LiveTree;
  /** Shows a notice that does not belong to the tree: one or more whole lines. */
  notify: (lines: string) => void;
  /** Called with each snapshot. Default: nothing. */
  onSnapshot?: (snapshot: Snapshot) => void;
};

type Followed = {
  watched: Watched;
  /** Undefined if it cannot be read, or the command was interrupted before. */
  stack: StackOutputs | undefined;
};

/**
 * Waits for the deployment that the flags name, and then for its goal, until SIGINT or SIGTERM.
 *
 * @throws {NoDeploymentError} if it does not appear; {CliError} or SDK errors if it cannot be looked for
 */
export async function followDeployment(name: string, flags: FollowFlags, parts: FollowParts): Promise<Followed> {
  const { tree, notify, onSnapshot } = parts;
  const startedAt = systemClock.now().getTime();
  const maxSeconds = (flags.timeout ?? Number.POSITIVE_INFINITY) * 60;
  const patienceSeconds = Math.min(flags.startTimeout, maxSeconds);
  const goal = readWaitGoal(flags.waitUntil);
  const ending = new AbortController();
  const onSignal = () => ending.abort();
  for (const signal of signals) process.once(signal, onSignal);
  try {
    const { look, stack } = await openDeployment(name, flags, ending.signal, {
      takesEnded: false,
      patienceSeconds,
      intervalSeconds: flags.interval,
      onWait: (newest) => notify(formatWaiting(newest, name, patienceSeconds)),
    });
    const watched = await watchDeployment({
      look: async (signal) => {
        const snapshot = await look(signal);
        onSnapshot?.(snapshot);
        return snapshot;
      },
      goal,
      tree,
      clock: systemClock,
      sleep: sleepSeconds,
      intervalSeconds: flags.interval,
      // What the deployment took to appear counts.
      timeoutSeconds: maxSeconds - (systemClock.now().getTime() - startedAt) / 1000,
      signal: ending.signal,
    });
    const { snapshot } = watched;
    if (snapshot) tree.finish(snapshotTree(snapshot), formatShortDuration(secondsOf(snapshot)));
    return { watched, stack };
  } catch (error) {
    if (error instanceof NoDeploymentError || !ending.signal.aborted) throw error;
    return { watched: { end: 'interrupted', snapshot: undefined }, stack: undefined };
  } finally {
    tree.stop();
    for (const signal of signals) process.off(signal, onSignal);
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const;

function formatWaiting(newest: DeploymentBrief | undefined, name: string, seconds: number): string {
  const seen = newest
    ? `the newest that ECS lists is ${newest.arn.split('/').at(-1)} (${newest.status})`
    : 'ECS lists none';
  return `greenlight watch: waiting up to ${formatDuration(seconds)} for the deployment of ${name}; ${seen}\n`;
}

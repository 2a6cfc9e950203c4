import { systemClock } from '../../runtime/system-clock.ts';
import { formatDuration, formatShortDuration } from '../../wording/durations.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { reportFailure } from '../command/failure.ts';
import { sleepSeconds } from '../deployment/choose/find-deployment.ts';
import { NoDeploymentError } from '../deployment/choose/no-deployment-error.ts';
import type { SelectionFlags } from '../deployment/choose/selection.ts';
import type { DeploymentBrief } from '../deployment/ecs-deployments.ts';
import { openDeployment } from '../deployment/open-deployment.ts';
import { secondsOf } from '../deployment/snapshot/snapshot.ts';
import { snapshotJson } from '../deployment/snapshot/snapshot-json.ts';
import { snapshotTree } from '../deployment/snapshot/snapshot-tree.ts';
import { liveTree } from '../terminal/live-tree.ts';
import { screenOn } from '../terminal/screen.ts';
import { formatEnd, nextAfter } from './format-end.ts';
import { readWaitGoal } from './wait-goal.ts';
import { exitCodeOf, watchDeployment } from './watch-deployment.ts';

export type WatchFlags = AwsFlags &
  SelectionFlags & { waitUntil: string; timeout?: number; interval: number; startTimeout: number };

/** The action of `greenlight watch`. */
export async function runWatch(name: string, flags: WatchFlags): Promise<ExitCode> {
  const goal = readWaitGoal(flags.waitUntil);
  const ending = new AbortController();
  const onSignal = () => ending.abort();
  for (const signal of signals) process.once(signal, onSignal);
  // With json the changes go to stderr: stdout has one object.
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const tree = liveTree(screenOn(stream, (text) => stream.write(text)));
  try {
    const { look } = await openDeployment(name, flags, ending.signal, {
      takesEnded: false,
      patienceSeconds: Math.min(flags.startTimeout, (flags.timeout ?? Number.POSITIVE_INFINITY) * 60),
      intervalSeconds: flags.interval,
      onWait: (newest) => process.stderr.write(formatWaiting(newest, name, flags)),
    });
    const watched = await watchDeployment({
      look,
      goal,
      tree,
      clock: systemClock,
      sleep: sleepSeconds,
      intervalSeconds: flags.interval,
      timeoutSeconds: flags.timeout === undefined ? undefined : flags.timeout * 60,
      signal: ending.signal,
    });
    const { snapshot } = watched;
    if (snapshot) tree.finish(snapshotTree(snapshot), formatShortDuration(secondsOf(snapshot)));
    if (watched.end === 'lost') throw watched.error;
    process.stderr.write(formatEnd(watched, flags));
    if (flags.output === 'json')
      printJson({
        ...{ waitUntil: flags.waitUntil, end: watched.end, next: nextAfter(watched, flags) },
        ...(snapshot && snapshotJson(snapshot)),
      });
    return exitCodeOf(watched);
  } catch (error) {
    if (error instanceof NoDeploymentError) return formatNoDeployment(error, flags);
    if (!ending.signal.aborted) throw error;
    process.stderr.write('greenlight watch: interrupted; the deployment continues\n');
    return 2;
  } finally {
    tree.stop();
    for (const signal of signals) process.off(signal, onSignal);
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const;

function formatWaiting(newest: DeploymentBrief | undefined, name: string, { startTimeout }: WatchFlags): string {
  const seen = newest
    ? `the newest that ECS lists is ${newest.arn.split('/').at(-1)} (${newest.status})`
    : 'ECS lists none';
  return `greenlight watch: waiting up to ${formatDuration(startTimeout)} for the deployment of ${name}; ${seen}\n`;
}

function formatNoDeployment({ message, next, newest }: NoDeploymentError, { output, waitUntil }: WatchFlags): ExitCode {
  reportFailure('greenlight watch', { message, next });
  if (output === 'json') printJson({ waitUntil, end: 'no-deployment', newest, error: { message, next } });
  return 3;
}

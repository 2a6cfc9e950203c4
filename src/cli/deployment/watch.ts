import { type Command, Option } from 'commander';
import { sayDuration } from '../../wording/say-duration.ts';
import { type AwsFlags, awsCommand } from '../aws/aws-command.ts';
import { type ExitCode, printJson, runAction } from '../aws/run-action.ts';
import { systemClock } from '../aws/system-clock.ts';
import { number } from '../simulate/simulate-flags.ts';
import { liveTree } from '../terminal/live-tree.ts';
import { screenOn } from '../terminal/screen.ts';
import { sleepSeconds } from './choose/find-deployment.ts';
import { NoDeploymentError } from './choose/no-deployment-error.ts';
import type { SelectionFlags } from './choose/selection.ts';
import { addSelectionFlags, deploymentArgument } from './choose/selection-flags.ts';
import type { DeploymentBrief } from './ecs-deployments.ts';
import { openDeployment } from './open-deployment.ts';
import { nextAfter, sayEnd } from './say-end.ts';
import { secondsOf } from './snapshot/snapshot.ts';
import { snapshotJson } from './snapshot/snapshot-json.ts';
import { snapshotTree } from './snapshot/snapshot-tree.ts';
import { readWaitGoal } from './wait-goal.ts';
import { exitCodeOf, watchDeployment } from './watch-deployment.ts';

export { readDeploymentPermissions as permissions } from './permissions.ts';

type WatchFlags = AwsFlags &
  SelectionFlags & { waitUntil: string; timeout?: number; interval: number; startTimeout: number };

/** `greenlight watch`: a deployment's stages, hooks and gates while they change. */
export function watchCommand(): Command {
  const command = awsCommand('watch', {
    description: "Watch a deployment's stages, hooks and gates until it finishes or a condition is met",
    exitCodes:
      '0 the condition is met, 1 it rolled back, failed, ended otherwise or took too long, 3 nothing is being deployed, or the deployment that was named did not appear',
    notes: `ECS lists a new deployment a moment after aws ecs update-service has started it. Name yours, so that an earlier one is not
taken for it: --revision with the deployment id of that command, or --task-definition and --after. Without a name, a
deployment that had already ended is never the answer. It reads no logs: on any end but the one it waited for, it prints the
greenlight explain command that reads the hooks' logs and ECS's Action Logs of this deployment.`,
    examples: [
      'greenlight watch prod-cluster/retail-ui',
      'greenlight watch prod-cluster/retail-ui --revision ecs-svc/9313423515462893900',
      'greenlight watch prod-cluster/retail-ui --task-definition retail-ui:43 --after 2026-11-26T09:30:00Z',
      'greenlight watch prod-cluster/retail-ui --wait-until awaiting-approval --timeout 30',
      'greenlight watch prod-cluster/retail-ui --wait-until BAKE_TIME -o json',
    ],
  });
  return addSelectionFlags(command.argument(...deploymentArgument))
    .option('--wait-until <what>', 'a status, a stage, awaiting-approval, paused, or done: it has succeeded', 'done')
    .option('--timeout <minutes>', 'give up after this many (default: never)', number(0, 43_200))
    .addOption(
      new Option('--start-timeout <seconds>', 'how long the deployment may take to appear')
        .argParser(number(0, 86_400))
        .default(60),
    )
    .addOption(
      new Option('--interval <seconds>', 'between two checks; longer while AWS throttles')
        .argParser(number(1, 3600))
        .default(5),
    )
    .action((deployment: string, flags: WatchFlags) =>
      runAction('watch', flags.output, () => watch(deployment, flags)),
    );
}

async function watch(name: string, flags: WatchFlags): Promise<ExitCode> {
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
      onWait: (newest) => process.stderr.write(sayWaiting(newest, name, flags)),
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
    if (snapshot) tree.finish(snapshotTree(snapshot), sayDuration(secondsOf(snapshot)));
    if (watched.end === 'lost') throw watched.error;
    process.stderr.write(sayEnd(watched, flags));
    if (flags.output === 'json')
      printJson({
        ...{ waitUntil: flags.waitUntil, end: watched.end, next: nextAfter(watched, flags) },
        ...(snapshot && snapshotJson(snapshot)),
      });
    return exitCodeOf(watched);
  } catch (error) {
    if (error instanceof NoDeploymentError) return sayNoDeployment(error, flags);
    if (!ending.signal.aborted) throw error;
    process.stderr.write('greenlight watch: interrupted; the deployment continues\n');
    return 2;
  } finally {
    tree.stop();
    for (const signal of signals) process.off(signal, onSignal);
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const;

function sayWaiting(newest: DeploymentBrief | undefined, name: string, { startTimeout }: WatchFlags): string {
  const seen = newest
    ? `the newest that ECS lists is ${newest.arn.split('/').at(-1)} (${newest.status})`
    : 'ECS lists none';
  return `greenlight watch: waiting up to ${sayDuration(startTimeout)} for the deployment of ${name}; ${seen}\n`;
}

function sayNoDeployment({ message, next, newest }: NoDeploymentError, { output, waitUntil }: WatchFlags): ExitCode {
  process.stderr.write(`greenlight watch: ${message}\n  next: ${next}\n`);
  if (output === 'json') printJson({ waitUntil, end: 'no-deployment', newest, error: { message, next } });
  return 3;
}

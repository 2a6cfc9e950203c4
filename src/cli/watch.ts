import { setTimeout as sleep } from 'node:timers/promises';
import { type Command, Option } from 'commander';
import { sayDuration } from '../simulate/say-duration.ts';
import { type AwsFlags, awsCommand } from './aws/aws-command.ts';
import { openDeployment } from './deployment/open-deployment.ts';
import { secondsOf } from './deployment/snapshot.ts';
import { snapshotJson } from './deployment/snapshot-json.ts';
import { snapshotTree } from './deployment/snapshot-tree.ts';
import { readWaitGoal } from './deployment/wait-goal.ts';
import { exitCodeOf, type Watched, watchDeployment } from './deployment/watch-deployment.ts';
import { liveTree } from './live-tree.ts';
import { type ExitCode, printJson, runAction } from './run-action.ts';
import { screenOn } from './screen.ts';
import { number } from './simulate-flags.ts';
import { systemClock } from './system-clock.ts';

export { readDeploymentPermissions as permissions } from './deployment/permissions.ts';

type WatchFlags = AwsFlags & { waitUntil: string; timeout?: number; interval: number };

/** `greenlight watch`: a deployment's stages, hooks and gates while they change. */
export function watchCommand(): Command {
  return awsCommand('watch', {
    description: "Watch a deployment's stages, hooks and gates until it is done, or until something comes about",
    exitCodes: '0 what was waited for is so, 1 it rolled back, failed, ended otherwise or took too long',
    examples: [
      'greenlight watch prod-cluster/retail-ui',
      'greenlight watch prod-cluster/retail-ui --wait-until awaiting-approval --timeout 30',
      'greenlight watch prod-cluster/retail-ui --wait-until BAKE_TIME -o json',
    ],
  })
    .argument('<deployment>', 'cluster/service for its newest deployment, or the ARN of a service deployment')
    .option('--wait-until <what>', 'a status, a stage, awaiting-approval, paused, or done: it has succeeded', 'done')
    .option('--timeout <minutes>', 'give up after so long (default: never)', number(0, 43_200))
    .addOption(
      new Option('--interval <seconds>', 'between two looks; longer while AWS throttles')
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
  // With json the changes go beside the one object.
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const tree = liveTree(screenOn(stream, (text) => stream.write(text)));
  try {
    const { look } = await openDeployment(name, flags, ending.signal);
    const watched = await watchDeployment({
      look,
      goal,
      tree,
      clock: systemClock,
      sleep: async (seconds, signal) => void (await sleep(seconds * 1000, undefined, { signal }).catch(() => {})),
      intervalSeconds: flags.interval,
      timeoutSeconds: flags.timeout === undefined ? undefined : flags.timeout * 60,
      signal: ending.signal,
    });
    const { snapshot } = watched;
    if (snapshot) tree.finish(snapshotTree(snapshot), sayDuration(secondsOf(snapshot)));
    if (watched.end === 'lost') throw watched.error;
    process.stderr.write(sayEnd(watched, flags, name));
    if (flags.output === 'json')
      printJson({ waitUntil: flags.waitUntil, end: watched.end, ...(snapshot && snapshotJson(snapshot)) });
    return exitCodeOf(watched);
  } catch (error) {
    if (!ending.signal.aborted) throw error;
    process.stderr.write('greenlight watch: interrupted; the deployment goes on\n');
    return 2;
  } finally {
    tree.stop();
    for (const signal of signals) process.off(signal, onSignal);
  }
}

const signals = ['SIGINT', 'SIGTERM'] as const;

function sayEnd({ end, snapshot }: Watched, { waitUntil, timeout = 0 }: WatchFlags, name: string): string {
  const status = snapshot?.deployment.status ?? 'not known';
  switch (end) {
    case 'reached':
      return waitUntil === 'done' ? '' : `greenlight watch: ${waitUntil} is reached\n`;
    case 'missed':
      return `greenlight watch: ${waitUntil} does not come any more, the status is ${status}\n  next: greenlight explain ${name}\n`;
    case 'timed-out':
      return `greenlight watch: ${waitUntil} has not come within ${sayDuration(timeout * 60)}, the status is ${status}\n  next: greenlight explain ${name}\n`;
    default:
      return 'greenlight watch: interrupted; the deployment goes on\n';
  }
}

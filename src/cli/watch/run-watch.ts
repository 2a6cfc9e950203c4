import { type ExitCode, printJson } from '../aws/run-action.ts';
import { reportFailure } from '../command/failure.ts';
import { inRegionOf } from '../deployment/choose/find-deployment.ts';
import { NoDeploymentError } from '../deployment/choose/no-deployment-error.ts';
import { readDeploymentName } from '../deployment/deployment-name.ts';
import { snapshotJson } from '../deployment/snapshot/snapshot-json.ts';
import { liveTree } from '../terminal/live-tree.ts';
import { screenOn } from '../terminal/screen.ts';
import { type FollowFlags, followDeployment } from './follow-deployment.ts';
import { formatEnd, nextAfter } from './format-end.ts';
import { exitCodeOf } from './watch-deployment.ts';

/** The action of `greenlight watch` with `-o text` and `-o json`. */
export async function runWatch(name: string, given: FollowFlags): Promise<ExitCode> {
  const flags = inRegionOf({ name: readDeploymentName(name) }, given);
  // With json the changes go to stderr: stdout has one object.
  const stream = flags.output === 'json' ? process.stderr : process.stdout;
  const tree = liveTree(screenOn(stream, (text) => stream.write(text)));
  try {
    const { watched } = await followDeployment(name, flags, {
      tree,
      notify: (lines) => process.stderr.write(lines),
    });
    if (watched.end === 'lost') throw watched.error;
    process.stderr.write(formatEnd(watched, flags));
    if (flags.output === 'json')
      printJson({
        ...{ waitUntil: flags.waitUntil, end: watched.end, next: nextAfter(watched, flags) },
        ...(watched.snapshot && snapshotJson(watched.snapshot)),
      });
    return exitCodeOf(watched);
  } catch (error) {
    if (error instanceof NoDeploymentError) return reportNoDeployment(error, flags);
    throw error;
  }
}

function reportNoDeployment(
  { message, next, newest, exitCode }: NoDeploymentError,
  { output, waitUntil }: FollowFlags,
): ExitCode {
  reportFailure('greenlight watch', { message, next });
  if (output === 'json') printJson({ waitUntil, end: 'no-deployment', newest, error: { message, next } });
  return exitCode;
}

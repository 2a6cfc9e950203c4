import { formatError } from '../../../wording/values.ts';
import { explainAwsError } from '../../aws/explain-aws-error.ts';
import type { ExitCode } from '../../aws/run-action.ts';
import { renderFailure } from '../../command/failure.ts';
import { inRegionOf } from '../../deployment/choose/find-deployment.ts';
import { NoDeploymentError } from '../../deployment/choose/no-deployment-error.ts';
import { readDeploymentName } from '../../deployment/deployment-name.ts';
import { liveTree } from '../../terminal/live-tree.ts';
import { type FollowFlags, followDeployment } from '../follow-deployment.ts';
import { formatEnd } from '../format-end.ts';
import { exitCodeOf } from '../watch-deployment.ts';
import { appendSummary, findRunnerFiles, type RunnerFiles, writeOutputs } from './runner-files.ts';
import { createStageRecorder } from './seen-stages.ts';
import { reportEnd, reportFailed } from './step-report.ts';
import { renderAnnotations, withoutCommands } from './workflow-command.ts';

/**
 * The action of `greenlight watch -o github`: the same as with `-o text`, and in addition annotations, a job summary and outputs for a runner of
 * GitHub Actions. The exit code does not depend on whether these can be written.
 *
 * @throws {CliError} before anything else is done if this is not a runner
 */
export async function watchOnGithub(name: string, given: FollowFlags): Promise<ExitCode> {
  const files = await findRunnerFiles(process.env);
  const { seen, record } = createStageRecorder();
  const tree = liveTree({ write: log, isTerminal: false, columns: 80, rows: 24, colour: false });
  try {
    const flags = inRegionOf({ name: readDeploymentName(name) }, given);
    const { watched, stack } = await followDeployment(name, flags, { tree, notify: log, onSnapshot: record });
    if (watched.end === 'lost') throw watched.error;
    log(formatEnd(watched, flags));
    await leaveBehind(files, () => reportEnd(watched, { flags, stack, stages: seen }));
    return exitCodeOf(watched);
  } catch (error) {
    const { message, next, exitCode } = explainAwsError(error);
    log(renderFailure('greenlight watch', { message, next }));
    const end = error instanceof NoDeploymentError ? 'no-deployment' : 'failed';
    await leaveBehind(files, () => reportFailed(end, message, next));
    return exitCode;
  }
}

/** Everything that is not a command of ours, on one stream, so that no text of others is one, and the order is kept. */
function log(lines: string): void {
  process.stdout.write(withoutCommands(lines));
}

/** A deployment has not failed because its report cannot be written. */
async function leaveBehind(
  files: RunnerFiles,
  report: () => ReturnType<typeof reportEnd> | ReturnType<typeof reportFailed>,
): Promise<void> {
  try {
    const { annotations, summary, outputs } = await report();
    process.stdout.write(renderAnnotations(annotations));
    await writeOutputs(files.output, outputs);
    await appendSummary(files.summary, summary);
  } catch (error) {
    const message = `The summary or the outputs of this step are incomplete: ${formatError(error)}`;
    process.stdout.write(renderAnnotations([{ level: 'warning', title: 'greenlight watch', message }]));
  }
}

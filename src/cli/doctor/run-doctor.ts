import { awsClients } from '../aws/aws-clients.ts';
import { type AwsFlags, defaultStackName } from '../aws/aws-command.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { ownVersion } from '../command/own-version.ts';
import { withProgress } from '../terminal/with-progress.ts';
import { examine } from './examine.ts';
import type { Outcome } from './facts/outcome.ts';
import { type DoctorReport, reportOf } from './report/doctor-report.ts';
import { type ReportStyle, renderDoctorReport } from './report/render-doctor-report.ts';

export type DoctorFlags = AwsFlags & { verbose?: true; strict?: true };

/** The action of `greenlight doctor`. */
export async function runDoctor(text: string | undefined, given: DoctorFlags): Promise<ExitCode> {
  const service = text === undefined ? undefined : readServiceRef(text);
  const region = given.region ?? /^arn:[^:]+:ecs:([^:]+):/.exec(text ?? '')?.[1];
  const flags = { ...given, ...(region !== undefined && { region }) };
  const aws = await awsClients(flags);
  const examination = { stackName: flags.stack, service, cliVersion: ownVersion(), now: new Date() };
  const outcomes = await withProgress(`checking ${text ?? `stack ${flags.stack}`}`, examine(aws, examination));
  const report = reportOf(
    { stack: flags.stack, region: aws.region, service },
    outcomes.map((outcome) => withFlags(outcome, flags)),
  );
  if (outcomes.every(({ kind }) => kind === 'unseen')) throw couldNotLook(report);
  if (flags.output === 'json') printJson(report);
  else process.stdout.write(`${renderDoctorReport(report, styleOf(process.stdout, flags)).join('\n')}\n`);
  const { errors, warnings } = report.summary;
  return errors > 0 || (flags.strict === true && warnings > 0) ? 1 : 0;
}

function couldNotLook({ notChecked }: DoctorReport): CliError {
  const actions = [...new Set(notChecked.flatMap(({ allow }) => allow ?? []))];
  return new CliError(`nothing could be checked: ${notChecked[0]?.why}`, {
    next: actions.length > 0 ? `allow ${actions.join(', ')}; greenlight iam cli prints the policy` : undefined,
  });
}

function withFlags(outcome: Outcome, flags: DoctorFlags): Outcome {
  return outcome.kind === 'found' ? { ...outcome, fix: elsewhere(outcome.fix, flags) } : outcome;
}

/** A printed command can be run as it is: it uses the same account, Region and stack as this one. */
function elsewhere(command: string, { region, profile, stack }: DoctorFlags): string {
  const flags = `${region === undefined ? '' : ` --region ${region}`}${profile === undefined ? '' : ` --profile ${profile}`}`;
  return command
    .replace(/(^|[\s(])aws (?=[a-z0-9]+ [a-z])/g, `$1aws${flags} `)
    .replace(/(^|[\s(])sam deploy\b/g, `$1sam deploy${flags}`)
    .replace(/\bgreenlight reviewers [a-z]+/g, `$&${stack === defaultStackName ? '' : ` --stack ${stack}`}${flags}`);
}

function styleOf(stream: NodeJS.WriteStream, flags: DoctorFlags): ReportStyle {
  return {
    colour: stream.isTTY === true && stream.hasColors(),
    columns: Math.max(60, stream.columns ?? 80),
    verbose: flags.verbose === true,
    elsewhere: (command) => elsewhere(command, flags),
  };
}

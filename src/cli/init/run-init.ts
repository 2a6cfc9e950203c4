import { shellQuote } from '../../deployment/access/curl-command.ts';
import { planAttach } from '../attach/plan-attach.ts';
import { hookRequestsOf } from '../attach/run/hook-requests-of.ts';
import { refuseChange, showPlan } from '../attach/show-plan.ts';
import { type AwsClients, awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import { inSamePlace } from '../aws/in-same-place.ts';
import { type ExitCode, printJson } from '../aws/run-action.ts';
import { readServiceRef, type ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { reportFailure } from '../command/failure.ts';
import {
  type ChosenHook,
  chooseHooks,
  type KnownAnswers,
  nobodyApproves,
  refuseWrongAnswers,
} from '../dialogue/choose-hooks.ts';
import { chooseService } from '../dialogue/choose-service.ts';
import { CancelledError, openPrompts, type Prompts } from '../dialogue/prompts.ts';
import { suggestionsFrom } from '../dialogue/suggestions.ts';
import { runDoctor } from '../doctor/run-doctor.ts';
import { runPlan } from '../plan/run-plan.ts';
import { hasTerminal } from '../terminal/ask.ts';
import { formatHooksFile, refuseToReplace, writeWhole } from './hooks-file.ts';

export type InitFlags = AwsFlags & {
  file: string;
  healthPath?: string;
  smoke: boolean;
  alarmPrefix?: string;
  alarms: boolean;
  reviewer?: readonly string[];
  approvals?: number;
  approval: boolean;
  yes?: boolean;
  overwrite?: boolean;
};

/** The action of `greenlight init`. */
export async function runInit(service: string | undefined, flags: InitFlags): Promise<ExitCode> {
  refuseWithoutTerminal(service, flags);
  refuseContradiction(flags);
  // With prompts, whether to replace it is the last question.
  if (flags.yes) refuseToReplace(flags.file, flags.overwrite === true);
  const ref = service === undefined ? undefined : readServiceRef(service);
  const answers = answersOf(flags);
  refuseWrongAnswers(answers);
  if (flags.yes && answers.reviewers === undefined) throw nobodyApproves();
  const clients = await awsClients(flags);
  try {
    return await choose(clients, ref, flags, flags.yes ? undefined : await openPrompts());
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    return tellDeclined(flags);
  }
}

/** The hook would be left out, although it was configured. */
function refuseContradiction(flags: InitFlags): void {
  const pairs = [
    ['smoke', 'healthPath', '--health-path'],
    ['alarms', 'alarmPrefix', '--alarm-prefix'],
    ['approval', 'reviewer', '--reviewer'],
    ['approval', 'approvals', '--approvals'],
  ] as const;
  const wrong = pairs.find(([hook, key]) => !flags[hook] && flags[key] !== undefined);
  if (wrong === undefined) return;
  const [hook, , flag] = wrong;
  throw new CliError(`${flag} contradicts --no-${hook}`, { next: 'leave out one of them' });
}

function refuseWithoutTerminal(service: string | undefined, { yes, output }: InitFlags): void {
  const next = 'write greenlight init <cluster>/<service> --yes --reviewer <mail>; --help shows the other flags';
  if (yes !== true && !hasTerminal()) throw new CliError('cannot ask: not a terminal', { next });
  if (yes !== true && output === 'json') throw new CliError('-o json cannot ask questions', { next });
  if (yes === true && service === undefined) throw new CliError('no service is named', { next });
}

async function choose(
  clients: AwsClients,
  named: ServiceRef | undefined,
  flags: InitFlags,
  prompts: Prompts | undefined,
): Promise<ExitCode> {
  const suggestions = suggestionsFrom(clients);
  const ref = named ?? (prompts && (await chooseService(suggestions, prompts, clients.region)));
  if (!ref) throw new TypeError('without prompts, the service is named');
  const hooks = await chooseHooks(ref, answersOf(flags), suggestions, prompts);
  const plan = await planAttach(clients, ref, hookRequestsOf(hooks), { stack: flags.stack });
  showPlan(plan, flags.output);
  const refused = plan.findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuseChange(refused, flags.output);
  if (prompts && !(await mayWrite(prompts, flags))) return tellDeclined(flags);

  const isReplaced = flags.overwrite === true || prompts !== undefined;
  writeWhole(flags.file, formatHooksFile(ref, hooks, flags.file), { overwrite: isReplaced });
  return tellWritten(ref, hooks, flags);
}

function answersOf({ smoke, healthPath, alarms, alarmPrefix, approval, reviewer, approvals }: InitFlags): KnownAnswers {
  return {
    ...(smoke ? healthPath !== undefined && { smoke: healthPath } : { smoke: false }),
    ...(alarms ? alarmPrefix !== undefined && { alarms: alarmPrefix } : { alarms: false }),
    ...(approval ? reviewer !== undefined && { reviewers: reviewer } : { reviewers: false }),
    ...(approvals !== undefined && { approvals }),
  };
}

async function mayWrite(prompts: Prompts, { file, overwrite = false }: InitFlags): Promise<boolean> {
  try {
    refuseToReplace(file, overwrite);
  } catch {
    return prompts.confirm(`${file} exists. Replace it?`);
  }
  return prompts.confirm(`Write these hooks to ${file}?`);
}

function tellDeclined({ output }: InitFlags): ExitCode {
  process.stderr.write('Nothing was written.\n');
  if (output === 'json') printJson({ outcome: 'declined' });
  return 1;
}

/** What the plan and doctor find helps, but the file is written. */
async function tellWritten(ref: ServiceRef, hooks: readonly ChosenHook[], flags: InitFlags): Promise<ExitCode> {
  const { file } = flags;
  const name = `${ref.cluster}/${ref.service}`;
  if (flags.output === 'json') {
    printJson({
      outcome: 'written',
      service: name,
      file,
      hooks: hooks.map(({ kind, details }) => ({ hook: kind, hookDetails: details })),
    });
    return 0;
  }
  process.stdout.write(`Wrote ${file}.\n\nHow long a deployment takes with these hooks:\n\n`);
  await unlessItFails('plan', () => runPlan(name, { ...common(flags), file, answerAfter: 30, scaleUp: 5 }));
  process.stdout.write('\nWhat doctor finds:\n\n');
  await unlessItFails('doctor', () => runDoctor(name, common(flags)));
  process.stdout.write(`\n  next: ${inSamePlace(`greenlight attach ${name} --file ${shellQuote(file)}`, flags)}\n`);
  return 0;
}

async function unlessItFails(command: string, action: () => Promise<unknown>): Promise<void> {
  try {
    await action();
  } catch (error) {
    reportFailure(`greenlight ${command}`, explainAwsError(error));
  }
}

function common({ stack, region, profile, output }: InitFlags): AwsFlags {
  return { stack, output, ...(region !== undefined && { region }), ...(profile !== undefined && { profile }) };
}

import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags, OutputFormat } from '../../aws/aws-command.ts';
import { type ExitCode, printJson } from '../../aws/run-action.ts';
import { readServiceRef } from '../../aws/service-ref.ts';
import type { HookRequest } from '../hook-request.ts';
import { type AttachFlags, planAttach } from '../plan-attach.ts';
import { hasChanges, type Plan, refuseChange, resultOf, showPlan } from '../show-plan.ts';

export type DiffFlags = AwsFlags & AttachFlags & { exact?: boolean };

/** The action of `greenlight diff`: shows what `attach` would change. */
export async function runDiff(service: string, hooks: readonly HookRequest[], flags: DiffFlags): Promise<ExitCode> {
  const ref = readServiceRef(service);
  return tell(await planAttach(await awsClients(flags), ref, hooks, flags), flags.output);
}

function tell(plan: Plan, output: OutputFormat): ExitCode {
  const isDifferent = hasChanges(plan);
  showPlan(plan, output);
  const refused = plan.findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuseChange(refused, output);
  if (output === 'json') printJson({ ...resultOf(plan), outcome: isDifferent ? 'different' : 'unchanged' });
  else process.stdout.write(isDifferent ? 'The hooks differ.\n' : 'No difference.\n');
  return isDifferent ? 1 : 0;
}

import { hooksAfter } from '../../../service-hooks/merge-hooks.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import type { ExitCode } from '../../aws/run-action.ts';
import { readServiceRef } from '../../aws/service-ref.ts';
import { CliError } from '../../command/cli-error.ts';
import { printHooks } from '../file/print-hooks.ts';
import type { HookRequest } from '../hook-request.ts';
import { type AttachFlags, completeHooks, planAttach } from '../plan-attach.ts';
import type { PrintForm } from '../print-forms.ts';
import { refuseChange } from '../show-plan.ts';
import { type CarryOutFlags, carryOut } from './carry-out.ts';

export type AttachCommandFlags = AwsFlags & AttachFlags & CarryOutFlags & { print?: PrintForm };

/** The action of `greenlight attach`. Without a service it only prints the hooks that the flags name. */
export async function runAttach(
  service: string | undefined,
  hooks: readonly HookRequest[],
  flags: AttachCommandFlags,
): Promise<ExitCode> {
  const { print } = flags;
  if (service === undefined) {
    if (print === undefined)
      throw new CliError('no service is named', { next: 'write greenlight attach <cluster>/<service> …' });
    process.stdout.write(printHooks(print, await completeHooks(() => awsClients(flags), hooks, flags), {}));
    return 0;
  }
  const ref = readServiceRef(service);
  const clients = await awsClients(flags);
  const plan = await planAttach(clients, ref, hooks, flags);
  if (print === undefined) return carryOut(await clients.ecs(), plan, flags);

  const refused = plan.findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuseChange(refused, flags.output);
  process.stdout.write(printHooks(print, hooksAfter(plan.changes), { ...ref, region: clients.region }));
  for (const { about, message } of plan.findings) process.stderr.write(`warning: ${about}: ${message}\n`);
  return 0;
}

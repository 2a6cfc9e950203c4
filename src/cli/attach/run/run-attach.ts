import type { LifecycleHook } from '../../../service-hooks/lifecycle-hook.ts';
import { hooksAfter } from '../../../service-hooks/merge-hooks.ts';
import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import type { ExitCode } from '../../aws/run-action.ts';
import { readServiceRef } from '../../aws/service-ref.ts';
import { CliError } from '../../command/cli-error.ts';
import { hasTerminal } from '../../terminal/ask.ts';
import { printHooks } from '../file/print-hooks.ts';
import type { HookRequest } from '../hook-request.ts';
import type { ParameterChange } from '../pause/parameter-change.ts';
import { printParameters } from '../pause/print-parameters.ts';
import { type AttachFlags, completeHooks, planAttach } from '../plan-attach.ts';
import type { PrintForm } from '../print-forms.ts';
import { refuseChange } from '../show-plan.ts';
import { type CarryOutFlags, carryOut } from './carry-out.ts';

export type AttachCommandFlags = AwsFlags & AttachFlags & CarryOutFlags & { print?: PrintForm };

/** The action of `greenlight attach`. Without hooks it asks for them, if there is a terminal; without a service it only prints those of the flags. */
export async function runAttach(
  service: string | undefined,
  hooks: readonly HookRequest[],
  flags: AttachCommandFlags,
): Promise<ExitCode> {
  const { print, file, yes, output } = flags;
  if (print !== undefined && print !== 'json' && print !== 'ecspresso' && output === 'json')
    throw new CliError(`--print ${print} does not print JSON`, { next: 'leave out -o json, or write --print json' });
  const namesNone = hooks.length === 0 && file === undefined && print === undefined;
  if (namesNone && yes !== true && output === 'text' && hasTerminal()) {
    const { attachByDialogue } = await import('./attach-by-dialogue.ts');
    return attachByDialogue(service, flags);
  }
  if (service === undefined) {
    if (print === undefined)
      throw new CliError('no service is named', { next: 'write greenlight attach <cluster>/<service> …' });
    const { hooks: completed, parameters } = await completeHooks(() => awsClients(flags), hooks, flags);
    printAll(print, { hooks: completed, parameters, place: {} });
    return 0;
  }
  const ref = readServiceRef(service);
  const clients = await awsClients(flags);
  const plan = await planAttach(clients, ref, hooks, flags);
  if (print === undefined) return carryOut(clients, plan, flags);

  const refused = plan.findings.filter(({ level }) => level === 'refusal');
  if (refused.length > 0) refuseChange(refused, flags.output);
  const place = { ...ref, region: clients.region };
  printAll(print, { hooks: hooksAfter(plan.changes), parameters: plan.parameters, place });
  for (const { about, message } of plan.findings) process.stderr.write(`warning: ${about}: ${message}\n`);
  return 0;
}

type Printed = {
  hooks: readonly LifecycleHook[];
  parameters: readonly ParameterChange[];
  place: Parameters<typeof printHooks>[2];
};

function printAll(form: PrintForm, { hooks, parameters, place }: Printed): void {
  const more = printParameters(form, parameters);
  process.stdout.write(printHooks(form, hooks, place));
  if ('after' in more) process.stdout.write(more.after);
  else process.stderr.write(more.apart);
  if (form === 'ecspresso' && hooks.some(({ hookDetails }) => hookDetails !== undefined))
    process.stderr.write(ecspressoNote);
}

/** The type in the Go SDK is opaque to its JSON decoder, and ecspresso changes the case of all keys. */
const ecspressoNote = `No version of ecspresso up to 2.8.7 seems to read hookDetails. Attach the hooks with greenlight attach instead, and leave
lifecycleHooks out of the service definition, or check with greenlight diff what ECS received: docs/guides/ecspresso.md.
`;

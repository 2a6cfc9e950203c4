import { awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import type { ExitCode } from '../../aws/run-action.ts';
import { readServiceRef } from '../../aws/service-ref.ts';
import { chooseHooks } from '../../dialogue/choose-hooks.ts';
import { chooseService } from '../../dialogue/choose-service.ts';
import { CancelledError, openPrompts } from '../../dialogue/prompts.ts';
import { suggestionsFrom } from '../../dialogue/suggestions.ts';
import { type AttachFlags, planAttach } from '../plan-attach.ts';
import { type CarryOutFlags, carryOut } from './carry-out.ts';
import { hookRequestsOf } from './hook-requests-of.ts';

/** `greenlight attach` without hooks, in a terminal: asks for them, and for the service if none is named. */
export async function attachByDialogue(
  service: string | undefined,
  flags: AwsFlags & AttachFlags & CarryOutFlags,
): Promise<ExitCode> {
  const named = service === undefined ? undefined : readServiceRef(service);
  const clients = await awsClients(flags);
  const suggestions = suggestionsFrom(clients);
  try {
    const prompts = await openPrompts();
    const ref = named ?? (await chooseService(suggestions, prompts, clients.region));
    const hooks = await chooseHooks(ref, {}, suggestions, prompts);
    return await carryOut(clients, await planAttach(clients, ref, hookRequestsOf(hooks), flags), flags);
  } catch (error) {
    if (!(error instanceof CancelledError)) throw error;
    process.stderr.write('Nothing was changed.\n');
    return 1;
  }
}

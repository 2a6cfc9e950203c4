import { askedAddresses } from '../../../service-hooks/asked-addresses.ts';
import type { LifecycleHook } from '../../../service-hooks/lifecycle-hook.ts';
import { withPauseAsking } from '../../../service-hooks/read-pause-facts.ts';
import { checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import { placeOfHook, readServiceHooks, type ServiceHook } from '../../../service-hooks/service-hook.ts';
import { directoryOf } from '../../attach/read-directory.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { describeService } from '../../aws/describe-service.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { CliError } from '../../command/cli-error.ts';
import { readPauseSources } from '../../doctor/read/read-pause-sources.ts';
import type { AskedReviewer } from './check-reviewers.ts';

/** Whom the gates of a service ask, and about which of them that is not known. */
export type AskedByService = { asked: readonly AskedReviewer[]; unknown: readonly string[] };

/**
 * Reads the hooks of a service with the defaults of the stack.
 *
 * @throws {CliError} if there is no such service, or nothing of it asks people
 */
export async function readAskedReviewers(
  clients: AwsClients,
  stack: StackOutputs,
  ref: ServiceRef,
): Promise<AskedByService> {
  const [directory, service] = await Promise.all([
    directoryOf(clients, stack),
    clients.ecs().then((ecs) => describeService(ecs, ref, clients.region)),
  ]);
  const { tags = [], deploymentConfiguration: { lifecycleHooks = [] } = {} } = service;
  const elements = lifecycleHooks.map((each) => each as LifecycleHook);
  const sources = await readPauseSources(clients, { ref, directory, hooks: elements, tags });
  const asking = askedByHooks(await withPauseAsking(await readServiceHooks(elements, directory), sources));
  if (asking.asked.length > 0 || asking.unknown.length > 0) return asking;
  const name = `${ref.cluster}/${ref.service}`;
  throw new CliError(
    `no gate of ${name} asks anybody: none of its hooks is the approval of stack "${stack.stackName}"`,
    {
      next: `greenlight attach ${name} --approval adds one; --stack names another stack`,
    },
  );
}

/** Groups and rules are resolved to addresses already. */
export function askedByHooks(hooks: readonly ServiceHook[]): AskedByService {
  const asked = new Map<string | undefined, string[]>();
  const unknown: string[] = [];
  for (const hook of hooks.flatMap(checksOfHook)) {
    for (const gate of hook.isPause ? gatesOfPause(hook) : gatesOfHook(hook)) {
      if ('unknown' in gate) unknown.push(`${placeOfHook(hook)}${gate.unknown}`);
      else
        for (const address of gate.addresses.length > 0 ? gate.addresses : [undefined])
          asked.set(address, [...new Set([...(asked.get(address) ?? []), hook.where])]);
    }
  }
  return { asked: [...asked].map(([address, whoAsks]) => ({ address, whoAsks })), unknown };
}

/** No address: everybody on the topic. */
type AskingGate = { addresses: readonly string[] } | { unknown: string };

function gatesOfHook({ kind, configuration }: ServiceHook): readonly AskingGate[] {
  // What a gate that cannot be read would ask is not known.
  if (kind !== 'approval' && kind !== 'gate') return [];
  if (!configuration) return [{ unknown: ': its defaults could not be read' }];
  if (configuration.problem !== undefined) return [{ unknown: ` refuses its configuration: ${configuration.problem}` }];
  return [{ addresses: askedAddresses(configuration.config) }];
}

/** A stack without a bridge asks nobody about pauses, and neither does one that asks only about those that are configured. */
function gatesOfPause({ pause }: ServiceHook): readonly AskingGate[] {
  if (!pause) return [{ unknown: ': nothing is known of a pause bridge' }];
  if ('unread' in pause) return [{ unknown: `: who is asked about the pause could not be read: ${pause.unread}` }];
  if (pause.asks === 'off') return [];
  return pause.stages.flatMap((one): readonly AskingGate[] => {
    if (one.source === undefined) return pause.asks === 'all' ? [{ addresses: [] }] : [];
    if (one.problem !== undefined) return [{ unknown: `: ${one.source} is wrong: ${one.problem}` }];
    return [{ addresses: askedAddresses(one.config) }];
  });
}

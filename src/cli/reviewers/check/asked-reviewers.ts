import { askedAddresses } from '../../../service-hooks/asked-addresses.ts';
import type { LifecycleHook } from '../../../service-hooks/lifecycle-hook.ts';
import { placeOfHook, readServiceHooks, type ServiceHook } from '../../../service-hooks/service-hook.ts';
import { directoryOf } from '../../attach/read-directory.ts';
import type { AwsClients } from '../../aws/aws-clients.ts';
import { describeService } from '../../aws/describe-service.ts';
import type { ServiceRef } from '../../aws/service-ref.ts';
import type { StackOutputs } from '../../aws/stack.ts';
import { CliError } from '../../command/cli-error.ts';
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
  const elements = service.deploymentConfiguration?.lifecycleHooks ?? [];
  const hooks = await readServiceHooks(
    elements.map((each) => each as LifecycleHook),
    directory,
  );
  const asking = askedByHooks(hooks);
  if (asking.asked.length > 0 || asking.unknown.length > 0) return asking;
  const name = `${ref.cluster}/${ref.service}`;
  throw new CliError(
    `no gate of ${name} asks anybody: none of its hooks is the approval of stack "${stack.stackName}"`,
    {
      next: `greenlight attach ${name} --approval adds one; --stack names another stack`,
    },
  );
}

/** A pause has its configuration elsewhere. Groups and rules are resolved to addresses already. */
export function askedByHooks(hooks: readonly ServiceHook[]): AskedByService {
  const asked = new Map<string | undefined, string[]>();
  const unknown: string[] = [];
  for (const hook of hooks) {
    if (hook.isPause)
      unknown.push(
        `${placeOfHook(hook)}: a pause is configured in Parameter Store or by tags, which are not read here`,
      );
    if (hook.kind !== 'approval') continue;
    const { configuration } = hook;
    if (!configuration) unknown.push(`${placeOfHook(hook)}: its defaults could not be read`);
    else if (configuration.problem !== undefined)
      unknown.push(`${placeOfHook(hook)} refuses its configuration: ${configuration.problem}`);
    else {
      const reviewers = askedAddresses(configuration.config);
      for (const address of reviewers.length > 0 ? reviewers : [undefined])
        asked.set(address, [...(asked.get(address) ?? []), hook.where]);
    }
  }
  return { asked: [...asked].map(([address, whoAsks]) => ({ address, whoAsks })), unknown };
}

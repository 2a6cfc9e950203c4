import type { Service } from '@aws-sdk/client-ecs';
import type { HookFinding } from '../../service-hooks/finding.ts';
import type { LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';
import { formatOrigins } from '../../service-hooks/rules/origins-of-hooks.ts';
import { readServiceHooks } from '../../service-hooks/service-hook.ts';
import { formatError } from '../../wording/values.ts';
import { directoryOf } from '../attach/read-directory.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import type { StackOutputs } from '../aws/stack.ts';
import { examineSurroundings } from '../surroundings/examine-surroundings.ts';

/** What is wrong around the hooks of a service as it is now, and what could not be checked. */
export type ServiceFindings = {
  found: readonly HookFinding[];
  unchecked: readonly string[];
  /** Which settings come from which parameter. Default: that is not known. */
  origins?: readonly string[];
};

/**
 * Looks for what `attach` and `plan` would warn of. It only adds to an explanation, so it never rejects.
 *
 * @param described - undefined if the service could not be read
 * @param stack - undefined if it could not be read: then nobody knows which hooks are Greenlight's
 */
export async function examineService(
  clients: AwsClients,
  ref: ServiceRef,
  described: Service | undefined,
  stack: StackOutputs | undefined,
): Promise<ServiceFindings> {
  const elements = (described?.deploymentConfiguration?.lifecycleHooks ?? []) as LifecycleHook[];
  if (described === undefined || elements.length === 0) return { found: [], unchecked: [] };
  try {
    const directory = stack && (await directoryOf(clients, stack, ref));
    const hooks = await readServiceHooks(elements, directory);
    const findings = await examineSurroundings(clients, { ref, described, hooks, directory });
    return {
      // Express Mode has a note of its own, which says more.
      found: findings.filter(({ rule }) => rule !== undefined && rule !== 'express-mode'),
      unchecked: findings.filter(({ rule }) => rule === undefined).map(({ message }) => `of the service, ${message}`),
      origins: formatOrigins(hooks, directory),
    };
  } catch (error) {
    return {
      found: [],
      unchecked: [`the configuration of the service was not checked: ${formatError(error)}`],
    };
  }
}

import type { DeploymentLifecycleHook, ECSClient, Service } from '@aws-sdk/client-ecs';
import { type HookedService, hookedService, ownerOf } from '../../service-hooks/hooked-service.ts';
import type { LifecycleHook } from '../../service-hooks/lifecycle-hook.ts';

import { describeService } from '../aws/describe-service.ts';
import { noSuchService } from '../aws/no-such-service.ts';
import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import { lostMembers } from './lost-members.ts';
import { recordBodies } from './record-bodies.ts';

/** A service whose hooks are as ECS holds them, to be written back. */
export type ReadService = Omit<HookedService, 'hooks'> & {
  region: string;
  hooks: readonly LifecycleHook[];
  described: Service;
};

/**
 * Reads a service with its hooks, and makes sure that they were read whole.
 *
 * @throws {CliError} if there is no such service, or a hook has something that would be lost if it were written back
 */
export async function readService(
  client: ECSClient,
  { cluster, service }: ServiceRef,
  region: string,
): Promise<ReadService> {
  const { ListServiceDeploymentsCommand } = await import('@aws-sdk/client-ecs');
  const recording = recordBodies(client);
  const described = await describeService(client, { cluster, service }, region).finally(() => recording.stop());
  if (described.status === 'INACTIVE') throw noSuchService({ cluster, service }, region, 'it was deleted');
  refuseLoss(hooksOf(described), recording.last());

  const { tags = [], currentServiceDeployment, runningCount = 0 } = described;
  const isUncertain = currentServiceDeployment !== undefined || runningCount === 0;
  const finished = isUncertain
    ? await client.send(new ListServiceDeploymentsCommand({ cluster, service, status: ['SUCCESSFUL'], maxResults: 1 }))
    : undefined;
  return {
    ...hookedService({ cluster, service }, described, { hooks: [], owner: { seen: true, value: ownerOf(tags) } }),
    ...{ region, described, hooks: hooksOf(described) },
    isFirstDeployment: finished?.serviceDeployments?.length === 0 && isYoung(described),
  };
}

/** ECS remembers deployments for 90 days: of an older service it need not know one, and it is not the first. */
function isYoung({ createdAt }: Service): boolean {
  return createdAt === undefined || Date.now() - createdAt.getTime() < 90 * 86_400_000;
}

/** The SDK's type and ours name the same members. */
function hooksOf({ deploymentConfiguration }: Service): LifecycleHook[] {
  return (deploymentConfiguration?.lifecycleHooks ?? []).map((hook) => hook as LifecycleHook);
}

/** The list is written as a whole: what this SDK does not know of a hook that others attached would be gone. */
function refuseLoss(hooks: readonly LifecycleHook[], body: unknown): void {
  const lost = lostMembers(hooks, body);
  if (lost.length === 0) return;
  throw new CliError(
    `this version of greenlight cannot read all of the service's hooks, and writing them back would destroy ${lost.join(', ')}`,
    { next: 'install the current version: npm install ecs-greenlight@latest' },
  );
}

export function toSdk(hooks: readonly LifecycleHook[]): DeploymentLifecycleHook[] {
  return hooks as unknown as DeploymentLifecycleHook[];
}

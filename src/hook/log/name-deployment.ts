import type { DeploymentRef } from '../report.ts';

/**
 * How a log line names a deployment. `deployment` is the id that ECS gave it; it is in the event, in the keys of the ledger, in each mail and on the
 * desk's page, so that one search finds everything about it.
 *
 * @example nameDeployment(subject) // { cluster: 'shop', ecsService: 'web', deployment: 'EZe5RNVLH6PPzHXINuP28' }
 */
export function nameDeployment({
  cluster,
  service,
  deploymentId,
}: Pick<DeploymentRef, 'cluster' | 'service' | 'deploymentId'>) {
  // Not `service`: Powertools reserves that key.
  return { cluster, ecsService: service, deployment: deploymentId };
}

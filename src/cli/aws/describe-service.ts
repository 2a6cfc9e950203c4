import type { ECSClient, Service } from '@aws-sdk/client-ecs';
import { noSuchCluster, noSuchService } from './no-such-service.ts';
import type { ServiceRef } from './service-ref.ts';

/**
 * Reads a service with its tags from ECS. A deleted service is still found for a while, as INACTIVE.
 *
 * @throws {CliError} if there is none
 */
export async function describeService(
  client: Pick<ECSClient, 'send'>,
  ref: ServiceRef,
  region: string,
): Promise<Service> {
  const { DescribeServicesCommand } = await import('@aws-sdk/client-ecs');
  const { services: [service] = [], failures = [] } = await client
    .send(new DescribeServicesCommand({ cluster: ref.cluster, services: [ref.service], include: ['TAGS'] }))
    .catch((error: unknown) => {
      throw (error as { name?: string }).name === 'ClusterNotFoundException' ? noSuchCluster(ref, region) : error;
    });
  if (service) return service;
  throw noSuchService(ref, region, failures[0]?.reason ?? 'it was not returned');
}

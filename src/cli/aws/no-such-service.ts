import { CliError } from '../command/cli-error.ts';
import type { ServiceRef } from './service-ref.ts';

/** ECS does not say which cluster it did not find, or where. */
export function noSuchCluster({ cluster }: Pick<ServiceRef, 'cluster'>, region: string): CliError {
  return new CliError(`there is no cluster ${cluster} in ${region}`, {
    next: `aws ecs list-clusters --region ${region} shows the clusters; --region chooses another Region`,
  });
}

/** With the command that lists those that there are. */
export function noSuchService({ cluster, service }: ServiceRef, region: string, reason?: string): CliError {
  const because = reason === undefined ? '' : `: ${reason}`;
  return new CliError(`there is no service ${cluster}/${service} in ${region}${because}`, {
    next: `aws ecs list-services --cluster ${cluster} --region ${region} shows the services`,
  });
}

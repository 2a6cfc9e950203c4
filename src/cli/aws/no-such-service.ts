import { CliError } from '../command/cli-error.ts';
import type { ServiceRef } from './service-ref.ts';

/** With the command that lists those that there are. */
export function noSuchService({ cluster, service }: ServiceRef, region: string, reason?: string): CliError {
  const because = reason === undefined ? '' : `: ${reason}`;
  return new CliError(`there is no service ${cluster}/${service} in ${region}${because}`, {
    next: `aws ecs list-services --cluster ${cluster} --region ${region} shows the services`,
  });
}

import { CliError } from '../command/cli-error.ts';

/** One service of one cluster. */
export type ServiceRef = { cluster: string; service: string };

/**
 * Reads `cluster/service`, or a service's ARN.
 *
 * @throws {CliError} naming the wrong value and what to write instead
 */
export function readServiceRef(text: string): ServiceRef {
  const path = /^arn:[^:]+:ecs:[^:]*:[^:]*:service\/(.+)$/.exec(text)?.[1] ?? text;
  const [, cluster, service] = /^([A-Za-z0-9_-]{1,255})\/([A-Za-z0-9_-]{1,255})$/.exec(path) ?? [];
  if (cluster !== undefined && service !== undefined) return { cluster, service };
  throw new CliError(`"${text}" is not a service`, {
    next: 'write <cluster>/<service>, such as prod-cluster/retail-ui, or the ARN of the service',
  });
}

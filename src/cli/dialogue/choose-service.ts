import type { ServiceRef } from '../aws/service-ref.ts';
import { CliError } from '../command/cli-error.ts';
import type { Prompts } from './prompts.ts';
import type { Suggestions } from './suggestions.ts';

/**
 * Asks for a cluster and one of its services. The only one is not asked for.
 *
 * @throws {CliError} if there is none in this Region
 */
export async function chooseService(suggestions: Suggestions, prompts: Prompts, region: string): Promise<ServiceRef> {
  const cluster = await chooseFrom(prompts, 'cluster', await suggestions.clusters(), `in ${region}`);
  const service = await chooseFrom(prompts, 'service', await suggestions.services(cluster), `in cluster ${cluster}`);
  return { cluster, service };
}

async function chooseFrom(prompts: Prompts, what: string, names: readonly string[], where: string): Promise<string> {
  const [only, ...others] = names;
  if (only === undefined)
    throw new CliError(`there is no ${what} ${where}`, {
      next: 'pass --region <region> or --profile <name>, or write <cluster>/<service>',
    });
  if (others.length > 0) return prompts.choose(`Which ${what}?`, names);
  prompts.remark(`The only ${what} ${where} is ${only}.`);
  return only;
}

import { type AwsClients, awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import { readOnlyLedger } from '../aws/ledger.ts';
import { readStack, type StackOutputs } from '../aws/stack.ts';
import { CliError } from '../cli-error.ts';
import { withProgress } from '../progress.ts';
import { systemClock } from '../system-clock.ts';
import { createLook, type Look, type LookParts } from './create-look.ts';
import { readDeploymentName } from './deployment-name.ts';
import { type EcsDeployments, ecsDeployments } from './ecs-deployments.ts';

export type OpenedDeployment = {
  arn: string;
  look: Look;
  clients: AwsClients;
  /** Undefined where it cannot be read; then the looks say so. */
  stack: StackOutputs | undefined;
};

/**
 * Finds the deployment that is meant, and all that is needed to look at it.
 *
 * @throws {CliError} where there is none
 */
export async function openDeployment(text: string, flags: AwsFlags, signal: AbortSignal): Promise<OpenedDeployment> {
  const name = readDeploymentName(text);
  const clients = await awsClients({ ...flags, region: flags.region ?? name.deployment?.region });
  const ecs = ecsDeployments(await clients.ecs());
  const [arn, { stack, ledger }] = await withProgress(
    `looking for the deployment of ${name.cluster}/${name.service}`,
    Promise.all([name.deployment?.arn ?? newest(ecs, name, signal), findLedger(clients, flags)]),
  );
  return { arn, clients, stack, look: createLook({ ecs, ledger, clock: systemClock }, arn) };
}

async function newest(ecs: EcsDeployments, name: { cluster: string; service: string }, signal: AbortSignal) {
  const arn = await ecs.newest(name, signal);
  if (arn !== undefined) return arn;
  throw new CliError(`${name.cluster}/${name.service} has no deployment of the last 90 days`, {
    next: `aws ecs list-service-deployments --cluster ${name.cluster} --service ${name.service} shows what ECS knows`,
  });
}

async function findLedger(
  clients: AwsClients,
  { stack: name }: AwsFlags,
): Promise<{ stack: StackOutputs | undefined; ledger: LookParts['ledger'] }> {
  try {
    const stack = await readStack(await clients.cloudformation(), name, clients.region);
    return { stack, ledger: await readOnlyLedger(clients, stack.ledgerBucket) };
  } catch (error) {
    const { message, next } = explainAwsError(error);
    const remedy = next === undefined ? '' : `; ${next}`;
    return {
      stack: undefined,
      ledger: { missing: `approvals and reports of Greenlight are not shown: ${message}${remedy}` },
    };
  }
}

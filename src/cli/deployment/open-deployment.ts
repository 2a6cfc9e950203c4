import { systemClock } from '../../runtime/system-clock.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import { readStack, type StackOutputs } from '../aws/stack.ts';
import { clientsFor, findDeployment, inRegionOf, type OpenOptions, readWanted } from './choose/find-deployment.ts';
import type { SelectionFlags } from './choose/selection.ts';
import { createLook, type Look, type LookParts } from './create-look.ts';
import { readOnlyLedger } from './read-only-ledger.ts';

type OpenedDeployment = {
  arn: string;
  look: Look;
  clients: AwsClients;
  /** Undefined if it cannot be read; each snapshot then says so. */
  stack: StackOutputs | undefined;
};

/**
 * Finds the deployment that is meant, and everything needed to read it. By default that is the newest, ended or not, without waiting.
 *
 * @throws {NoDeploymentError} if there is none
 */
export async function openDeployment(
  text: string,
  flags: AwsFlags & SelectionFlags,
  signal: AbortSignal,
  options: OpenOptions = {},
): Promise<OpenedDeployment> {
  const wanted = readWanted(text, flags);
  const clients = await clientsFor(wanted, flags);
  const [{ arn, ecs }, { stack, ledger }] = await Promise.all([
    findDeployment(wanted, clients, signal, options),
    findLedger(clients, flags),
  ]);
  return {
    arn,
    clients,
    stack,
    look: createLook({ ecs, ledger, clock: systemClock, place: inRegionOf(wanted, flags) }, arn),
  };
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

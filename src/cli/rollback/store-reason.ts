import { randomUUID } from 'node:crypto';
import { cleanReason, formatRollback, rollbackKey } from '../../approval/rollback/rollback-request.ts';
import { untilAborted } from '../../hook/time-budget.ts';
import { systemClock } from '../../runtime/system-clock.ts';
import { s3Put } from '../../storage/s3/s3-put.ts';
import { formatError } from '../../wording/values.ts';
import type { AwsClients } from '../aws/aws-clients.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import { readStack } from '../aws/stack.ts';
import { parseDeploymentArn } from '../deployment/deployment-name.ts';
import { stackBucket } from '../deployment/stack-bucket.ts';

/** The stored reason; `problem` says why it could not be stored. */
export type StoredReason = { by: string | undefined; key?: string; problem?: string };

/** The time limit for storing the reason; the rollback has already been requested by then. It is announced after a minute without one. */
const maxMs = 20_000;

/** Writes the reason to the ledger, with the caller's IAM identity. Never throws: a failure here must not look like a failed rollback. */
export async function storeReason(
  clients: AwsClients,
  stackName: string,
  serviceDeploymentArn: string,
  reason: string,
): Promise<StoredReason> {
  const signal = AbortSignal.timeout(maxMs);
  const [by, bucket] = await Promise.all([readCaller(clients, signal), readBucket(clients, stackName, signal)]);
  const deployment = parseDeploymentArn(serviceDeploymentArn);
  if ('problem' in bucket) return { by, ...bucket };
  if (!deployment) return { by, problem: `${serviceDeploymentArn} is not the ARN of a service deployment` };
  const at = systemClock.now();
  const key = rollbackKey(deployment, at, randomUUID().slice(0, 8));
  const body = {
    schemaVersion: 1,
    serviceDeploymentArn,
    reason: cleanReason(reason),
    by,
    at: at.toISOString(),
  } as const;
  try {
    await s3Put(await stackBucket(clients, bucket.name))(key, formatRollback(body), signal);
    return { by, key };
  } catch (error) {
    return { by, problem: formatError(error) };
  }
}

async function readBucket(
  clients: AwsClients,
  stackName: string,
  signal: AbortSignal,
): Promise<{ name: string } | { problem: string }> {
  try {
    const read = readStack(await clients.cloudformation(), stackName, clients.region);
    return { name: (await untilAborted(read, signal)).ledgerBucket };
  } catch (error) {
    return { problem: explainAwsError(error).message };
  }
}

async function readCaller(clients: AwsClients, abortSignal: AbortSignal): Promise<string | undefined> {
  try {
    const { GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
    const { Arn } = await (await clients.sts()).send(new GetCallerIdentityCommand({}), { abortSignal });
    return Arn;
  } catch {
    return undefined;
  }
}

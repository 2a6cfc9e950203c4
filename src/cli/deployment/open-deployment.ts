import { setTimeout as sleep } from 'node:timers/promises';
import { type AwsClients, awsClients } from '../aws/aws-clients.ts';
import type { AwsFlags } from '../aws/aws-command.ts';
import { explainAwsError } from '../aws/explain-aws-error.ts';
import { readOnlyLedger } from '../aws/ledger.ts';
import { readStack, type StackOutputs } from '../aws/stack.ts';
import { withProgress } from '../progress.ts';
import { systemClock } from '../system-clock.ts';
import { type ChooseOptions, chooseDeployment } from './choose/choose-deployment.ts';
import { NoDeploymentError } from './choose/no-deployment-error.ts';
import { readSelection, type SelectionFlags } from './choose/selection.ts';
import { createLook, type Look, type LookParts } from './create-look.ts';
import { readDeploymentName } from './deployment-name.ts';
import { type DeploymentBrief, ecsDeployments } from './ecs-deployments.ts';

export type OpenedDeployment = {
  arn: string;
  look: Look;
  clients: AwsClients;
  /** Undefined if it cannot be read; then the looks say so. */
  stack: StackOutputs | undefined;
};

export type OpenOptions = Partial<Omit<ChooseOptions, 'onWait'>> & {
  onWait?: (newest: DeploymentBrief | undefined) => void;
};

/**
 * Finds the deployment that is meant, and everything that is needed to look at it. By default that is the newest, ended or not, at once.
 *
 * @throws {NoDeploymentError} if there is none
 */
export async function openDeployment(
  text: string,
  flags: AwsFlags & SelectionFlags,
  signal: AbortSignal,
  options: OpenOptions = {},
): Promise<OpenedDeployment> {
  const name = readDeploymentName(text);
  const selection = readSelection(name, flags, systemClock.now());
  const clients = await awsClients({ ...flags, region: flags.region ?? name.deployment?.region });
  const ecs = ecsDeployments(await clients.ecs());
  const choosing = { takesEnded: true, patienceSeconds: 0, intervalSeconds: 5, ...options };
  const [chosen, { stack, ledger }] = await withProgress(
    `looking for the deployment of ${name.cluster}/${name.service}`,
    Promise.all([
      chooseDeployment(selection, { ecs, service: name, clock: systemClock, sleep: sleepSeconds, signal }, choosing),
      findLedger(clients, flags),
    ]),
  );
  if (chosen.arn === undefined) {
    const { newest } = chosen;
    throw new NoDeploymentError(selection, name, {
      newest,
      waitedSeconds: choosing.patienceSeconds,
      now: systemClock.now(),
    });
  }
  return { arn: chosen.arn, clients, stack, look: createLook({ ecs, ledger, clock: systemClock }, chosen.arn) };
}

/** Resolves early if the signal aborts. */
export async function sleepSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
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

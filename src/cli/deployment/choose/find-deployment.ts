import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../../../runtime/system-clock.ts';
import { type AwsClients, awsClients } from '../../aws/aws-clients.ts';
import type { AwsFlags } from '../../aws/aws-command.ts';
import { noSuchCluster, noSuchService } from '../../aws/no-such-service.ts';
import type { CliError } from '../../command/cli-error.ts';
import { withProgress } from '../../terminal/with-progress.ts';
import { type DeploymentName, readDeploymentName } from '../deployment-name.ts';
import { type DeploymentBrief, type EcsDeployments, ecsDeployments } from '../ecs-deployments.ts';
import { type ChooseOptions, chooseDeployment } from './choose-deployment.ts';
import { NoDeploymentError } from './no-deployment-error.ts';
import { readSelection, type Selection, type SelectionFlags } from './selection.ts';

export type OpenOptions = Partial<Omit<ChooseOptions, 'onWait'>> & {
  onWait?: (newest: DeploymentBrief | undefined) => void;
};

/** A service, and which deployment of it. */
type WantedDeployment = { name: DeploymentName; selection: Selection };

/** @throws {CliError} before any call to AWS */
export function readWanted(text: string, flags: SelectionFlags): WantedDeployment {
  const name = readDeploymentName(text);
  return { name, selection: readSelection(name, flags, systemClock.now()) };
}

/** Clients for the Region of the deployment, if that is known. */
export function clientsFor(wanted: WantedDeployment, flags: AwsFlags): Promise<AwsClients> {
  return awsClients(inRegionOf(wanted, flags));
}

/** The flags, with the Region of an ARN. */
export function inRegionOf<Flags extends AwsFlags>({ name }: Pick<WantedDeployment, 'name'>, flags: Flags): Flags {
  const region = flags.region ?? name.deployment?.region;
  return region === undefined ? flags : { ...flags, region };
}

/**
 * Finds the deployment that is meant, from ECS alone.
 *
 * @throws {NoDeploymentError} if there is none
 */
export async function findDeployment(
  { name, selection }: WantedDeployment,
  clients: AwsClients,
  signal: AbortSignal,
  options: OpenOptions = {},
): Promise<{ arn: string; ecs: EcsDeployments }> {
  const ecs = ecsDeployments(await clients.ecs());
  const choosing = { takesEnded: true, patienceSeconds: 0, intervalSeconds: 5, ...options };
  const parts = { ecs, service: name, clock: systemClock, sleep: sleepSeconds, signal };
  const chosen = await withProgress(
    `looking for the deployment of ${name.cluster}/${name.service}`,
    chooseDeployment(selection, parts, choosing).catch((error: unknown) => {
      throw missingService(error, name, clients.region) ?? error;
    }),
  );
  if (chosen.arn !== undefined) return { arn: chosen.arn, ecs };
  const waitedSeconds = choosing.patienceSeconds;
  throw new NoDeploymentError(selection, name, { newest: chosen.newest, waitedSeconds, now: systemClock.now() });
}

/** ECS does not say which service it did not find, or where. */
function missingService(error: unknown, ref: DeploymentName, region: string): CliError | undefined {
  const { name } = error as { name?: string };
  if (name === 'ServiceNotFoundException') return noSuchService(ref, region);
  return name === 'ClusterNotFoundException' ? noSuchCluster(ref, region) : undefined;
}

/** Resolves early if the signal aborts. */
export async function sleepSeconds(seconds: number, signal: AbortSignal): Promise<void> {
  await sleep(seconds * 1000, undefined, { signal }).catch(() => {});
}

import { createHash } from 'node:crypto';
import type { DeploymentRef } from '../hook/report.ts';
import { deploymentOfKey } from '../storage/keys.ts';

/** One pause of one deployment. ECS gives every pause an id of its own, at every stage and step. */
export type PauseRef = { deployment: DeploymentRef; hash: string };

/**
 * The prefixes that only the bridge writes to. None of them causes a notification, so its own writes never wake it.
 * - `pauses/`: what it asked about, written once.
 * - `deliveries/`: what it answered to ECS.
 * - `undelivered/`: the pauses that are not finished; the sweep lists these.
 */
const prefixes = { pause: 'pauses/', delivery: 'deliveries/', undelivered: 'undelivered/' } as const;

/** `pauses/<account>/<region>/<cluster>/<service>/<deploymentId>/<hash>.json`, and the same below the other prefixes. */
export function pauseKey(kind: keyof typeof prefixes, { deployment, hash }: PauseRef): string {
  return `${prefixes[kind]}${pathOf(deployment)}/${hash}.json`;
}

/** The prefix of the sweep's entries: those of one deployment, or all. */
export function undeliveredPrefixOf(deployment?: DeploymentRef): string {
  return deployment ? `${prefixes.undelivered}${pathOf(deployment)}/` : prefixes.undelivered;
}

function pathOf({ account, region, cluster, service, deploymentId }: DeploymentRef): string {
  return `${account}/${region}/${cluster}/${service}/${deploymentId}`;
}

/** The pause of a key below one of the prefixes; undefined if it is not such a key. */
export function pauseOfKey(key: string): PauseRef | undefined {
  const [, account, region, cluster, service, deploymentId, hash] = form.exec(key) ?? [];
  if (!account || !region || !cluster || !service || !deploymentId || !hash) return undefined;
  return { deployment: { account, region, cluster, service, deploymentId }, hash };
}

const form =
  /^(?:pauses|deliveries|undelivered)\/(\d{12})\/([a-z0-9-]{1,32})\/([\w-]{1,255})\/([\w-]{1,255})\/([\w-]{1,255})\/([0-9a-f]{24})\.json$/;

/**
 * The gate's name of a pause, which makes its request's key unique: a pause hook has no name, and up to ten of them wait at one stage.
 *
 * @example gateOfPause(hashOf('ecs-pause-e7tK9G_WRJqNF_EOMjztDXfKenlJuEUVjsNStf4WLKw')) // 'pause-…', with 24 hexadecimal digits
 */
export function gateOfPause(hash: string): string {
  return `pause-${hash}`;
}

/** The pause that a request is about, by its key alone; undefined if it is a polling gate's. */
export function pauseOfRequest(requestKey: string): PauseRef | undefined {
  const hash = /\.pause-([0-9a-f]{24})\.json$/.exec(requestKey)?.[1];
  const deployment = deploymentOfKey(requestKey);
  return hash && deployment ? { deployment, hash } : undefined;
}

export function hashOf(hookId: string): string {
  return createHash('sha256').update(hookId).digest('hex').slice(0, 24);
}

/** Undefined if it is not the ARN of a service deployment in a cluster. */
export function readDeploymentArn(arn: string): (DeploymentRef & { partition: string }) | undefined {
  const [, partition, region, account, cluster, service, deploymentId] =
    /^arn:([\w-]+):ecs:([\w-]+):(\d{12}):service-deployment\/([\w-]+)\/([\w-]+)\/([\w-]+)$/.exec(arn) ?? [];
  if (!partition || !region || !account || !cluster || !service || !deploymentId) return undefined;
  return { partition, region, account, cluster, service, deploymentId };
}

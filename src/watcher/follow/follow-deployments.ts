import { isReasonAwaited } from '../../approval/rollback/awaited-reason.ts';
import type { EcsDeployment } from '../../deployment/ecs.ts';
import {
  formatDeploymentProgress,
  isEnded,
  readProgress,
  withSighting,
} from '../../deployment/progress/deployment-progress.ts';
import type { Clock } from '../../hook/clock.ts';
import type { HookLogger } from '../../hook/log/hook-logger.ts';
import { nameDeployment } from '../../hook/log/name-deployment.ts';
import type { DeploymentRef } from '../../hook/report.ts';
import { followKey } from '../../storage/decided-keys.ts';
import { type Place, requestsPrefix } from '../../storage/keys.ts';
import { progressKey } from '../../storage/progress-key.ts';
import { deploymentOfFollowKey, followPrefixAt } from '../../storage/read-decided-key.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { formatError } from '../../wording/values.ts';
import { atMost } from '../at-most.ts';

export type FollowParts = {
  store: Pick<ObjectStore, 'read' | 'create' | 'replace' | 'remove' | 'list'>;
  /** Undefined for a deployment that ECS does not know. Rejects if ECS could not be asked. */
  describe: (deployment: DeploymentRef, signal: AbortSignal) => Promise<EcsDeployment | undefined>;
  /** Why ECS rolled a deployment back or stopped it, with the reason of a person who asked for that. Undefined if it did not. */
  whyUndone: (deployment: EcsDeployment, ref: DeploymentRef, signal: AbortSignal) => Promise<string | undefined>;
  clock: Clock;
  logger: HookLogger;
};

/** ECS answers all callers of an account about twenty times a second. */
const maxFollowed = 60;
const followedAtOnce = 5;

/**
 * Records what ECS does with deployments about which people have decided, until they end: at most 60 in a call. A sweep that finds more begins
 * elsewhere each minute. Never rejects: nothing depends on it, and the next call does what failed.
 *
 * @returns how many were checked
 */
export async function followDeployments(parts: FollowParts, place: Place, signal: AbortSignal): Promise<number> {
  try {
    const followed = (await parts.store.list(followPrefixAt(place), signal)).flatMap(
      (key) => deploymentOfFollowKey(key) ?? [],
    );
    const from = followed.length > maxFollowed ? turnOf(parts.clock.now(), followed.length) : 0;
    const mine = [...followed.slice(from), ...followed.slice(0, from)].slice(0, maxFollowed);
    await atMost(followedAtOnce, mine, (deployment) => followOne(parts, deployment, signal));
    return mine.length;
  } catch (error) {
    parts.logger.warn('the list of followed deployments could not be read', { error: formatError(error) });
    return 0;
  }
}

function turnOf(now: Date, count: number): number {
  return (Math.floor(now.getTime() / 60_000) * maxFollowed) % count;
}

async function followOne(parts: FollowParts, ref: DeploymentRef, signal: AbortSignal): Promise<void> {
  const { store, describe, clock, logger } = parts;
  if (signal.aborted) return;
  try {
    const deployment = await describe(ref, signal);
    if (deployment) await note(parts, ref, deployment, signal);
    if (deployment && isReasonAwaited(deployment, clock.now())) return;
    if (!deployment || isEnded(deployment.status)) await store.remove(followKey(`${requestsPrefix(ref)}.`), signal);
  } catch (error) {
    const about = { ...nameDeployment(ref), error: formatError(error) };
    logger.warn('what ECS did with a deployment could not be recorded', about);
  }
}

/** Events and sweeps may meet; the later one finds most of it recorded. */
const maxRaces = 4;

async function note(
  { store, whyUndone, clock }: FollowParts,
  ref: DeploymentRef,
  deployment: EcsDeployment,
  signal: AbortSignal,
): Promise<void> {
  const key = progressKey(ref);
  const at = clock.now();
  for (let race = 0; race < maxRaces; race += 1) {
    const object = await store.read(key, signal);
    const known = readProgress(object?.body);
    if (!withSighting(known, deployment, { at }) && !isReasonAwaited(deployment, at)) return;
    const cause = await whyUndone(deployment, ref, signal);
    const next = withSighting(known, deployment, { at, cause });
    if (!next) return;
    const body = formatDeploymentProgress(next);
    const etag = object ? await store.replace(key, object.etag, body, signal) : await store.create(key, body, signal);
    if (etag !== undefined) return;
  }
  throw new Error(`${key} was changed ${maxRaces} times by others`);
}

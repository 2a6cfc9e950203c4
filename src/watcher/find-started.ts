import type { ListedDeployment } from '../deployment/ecs.ts';
import type { ApiCall } from './api-call.ts';

/** What a call started. */
export type Started =
  | { kind: 'started'; deploymentId: string }
  /** ECS may not list it yet: try again. */
  | { kind: 'unsettled' }
  | { kind: 'nothing' };

/** CloudTrail's time is that of the response and has no milliseconds, so the deployment may be a little older than its call. */
const earliestMs = -5000;
/** ECS creates a deployment while it answers the call. */
const latestMs = 15_000;
/** ECS lists a deployment a moment after the call that starts it, and until then only earlier ones. */
const listedAfterMs = 120_000;
/** A deployment that is at most this much older than its call is its own, and not that of a call just before. */
const ownMs = -1000;

/**
 * The deployment that a call started: of those that ECS created at about that time, the nearest one. Neither an earlier deployment of the service
 * nor the next one is so near, so no call is mistaken for the start of another deployment.
 */
export function findStarted({ at }: Pick<ApiCall, 'at'>, listed: readonly ListedDeployment[], now: Date): Started {
  const [nearest] = listed
    .flatMap(({ serviceDeploymentArn, createdAt }) => {
      const deploymentId = serviceDeploymentArn?.split('/').at(-1);
      const offset = createdAt ? createdAt.getTime() - at.getTime() : Number.NaN;
      return deploymentId && offset >= earliestMs && offset <= latestMs ? [{ deploymentId, offset }] : [];
    })
    .sort((left, right) => Math.abs(left.offset) - Math.abs(right.offset));
  const isSettled = now.getTime() - at.getTime() >= listedAfterMs;
  if (!nearest) return { kind: isSettled ? 'nothing' : 'unsettled' };
  if (nearest.offset < ownMs && !isSettled) return { kind: 'unsettled' };
  return { kind: 'started', deploymentId: nearest.deploymentId };
}

import type { EcsDeployment } from './ecs.ts';

/**
 * Whether ECS is undoing this deployment, or has undone it: the status says so while it happens, `rollback` from its start on.
 * Undefined if ECS reported neither.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/view-service-deployment.html
 */
export function isRollingBack({ status, rollback }: EcsDeployment): boolean | undefined {
  if (status === 'ROLLBACK_REQUESTED' || status === 'ROLLBACK_IN_PROGRESS') {
    return true;
  }
  // A revision alone does not count: it may be what a rollback would go to, and taking that for a rollback would wave green through.
  if (rollback?.startedAt !== undefined || rollback?.reason !== undefined) {
    return true;
  }
  return status === undefined ? undefined : false;
}

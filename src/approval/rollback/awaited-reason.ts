import type { EcsDeployment } from '../../deployment/ecs.ts';
import { isRollingBack } from '../../deployment/is-rolling-back.ts';

/** `greenlight rollback` asks ECS first, and stores the reason within 20 seconds after that, or not at all. The rest is for clocks and queues. */
const storedWithinMs = 60_000;

/**
 * Whether somebody may have asked for this rollback whose reason is not stored yet: it began less than a minute ago, and ECS names no cause of its own.
 * Until then it must not be announced as something that ECS did by itself.
 *
 * @see docs/decisions/0079-a-reason-that-comes-after-its-rollback.md
 */
export function isReasonAwaited(deployment: EcsDeployment, now: Date): boolean {
  const { status, rollback, statusReason, finishedAt } = deployment;
  const isUndone = status?.startsWith('ROLLBACK_') === true || isRollingBack(deployment) === true;
  if (!isUndone || ownCauses.test(rollback?.reason ?? statusReason ?? '')) return false;
  const since = rollback?.startedAt ?? finishedAt;
  // Only StopServiceDeployment leads to this status, and ECS has not begun yet.
  if (!since) return status === 'ROLLBACK_REQUESTED';
  return now.getTime() - since.getTime() < storedWithinMs;
}

/** What ECS notices itself. Its words for a rollback that was asked for are not published. */
const ownCauses = /\bhooks?\b|\balarms?\b|circuit breaker|tasks? failed|networking|target group|took longer/i;

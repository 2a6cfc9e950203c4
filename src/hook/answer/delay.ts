/**
 * Seconds until ECS should call again: an eighth of the time already waited, from 10 to 120 seconds, so that a quick answer is seen quickly
 * and a gate of four hours costs at most 145 calls. Never past the deadline, which would let an expired gate wait on.
 *
 * @param wanted - a delay to use instead of the adaptive one
 */
export function delaySeconds(
  waitedSeconds: number,
  untilDeadlineSeconds = Number.POSITIVE_INFINITY,
  wanted = adaptiveDelaySeconds(waitedSeconds),
): number {
  // A check that still waits after its deadline must not be called every second for a day.
  if (!(untilDeadlineSeconds >= 0)) return wanted;
  // One second after the deadline, not before it: a call just before it could only wait again.
  return Math.min(wanted, Math.max(1, Math.ceil(untilDeadlineSeconds)));
}

function adaptiveDelaySeconds(waitedSeconds: number): number {
  return Math.min(maxDelaySeconds, Math.max(minDelaySeconds, Math.round(waitedSeconds / 8)));
}

export const minDelaySeconds = 10;
export const maxDelaySeconds = 120;

/** ECS's own bounds are unknown, so the answer stays within values seen in use: whole seconds from 1 to 900. */
export function clampDelay(seconds: number): number {
  return Number.isFinite(seconds) ? Math.min(900, Math.max(1, Math.round(seconds))) : 30;
}

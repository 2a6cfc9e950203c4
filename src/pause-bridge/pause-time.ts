import { addMinutes, type BusinessHours } from '../approval/schedule/business-hours.ts';

/** How long before ECS stops waiting people stop being able to decide, so that there is time to answer ECS, and to try again. */
const marginMs = 180_000;
/** The least margin, for pauses that wait for a few minutes only. */
const leastMarginMs = 60_000;

/**
 * When people have to have decided: after the configured time, but in any case 3 minutes before ECS stops waiting. If ECS waits for less than 6
 * minutes, after half of that time, but at least 1 minute before the end. It may have passed already; then nobody can decide.
 *
 * @param minutes - the configured time; undefined for as long as ECS waits
 * @param hours - when that time counts; undefined: always
 */
export function deadlineOf(now: Date, expiresAt: Date, minutes: number | undefined, hours?: BusinessHours): Date {
  const left = expiresAt.getTime() - now.getTime();
  const margin = Math.max(leastMarginMs, Math.min(marginMs, left / 2));
  const latest = expiresAt.getTime() - margin;
  return minutes === undefined ? new Date(latest) : addMinutes(hours, now, minutes, new Date(latest));
}

/** Whether it is time to answer a pause that nobody could be asked about, before ECS stops waiting. */
export function isAboutToExpire(now: Date, expiresAt: Date): boolean {
  return now.getTime() >= expiresAt.getTime() - marginMs;
}

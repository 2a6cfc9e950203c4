import { localTimeAt } from './local-time.ts';

/** A time on the clocks of a zone, in milliseconds as if it were UTC. */
type WallTime = number;

/**
 * The first moment at which the clocks of a zone show this time or a later one: after a change to summer time that skips it, the moment of the change;
 * if it comes twice, the first one.
 *
 * @example
 * // Half past two does not exist on that day.
 * firstMomentOf('Europe/Berlin', Date.UTC(2027, 2, 28, 2, 30)) // 2027-03-28T01:00:00Z, three o'clock in Berlin
 */
export function firstMomentOf(timeZone: string, wall: WallTime): number {
  const { before, after, change } = offsetsAround(timeZone, wall);
  return wall - before < change ? wall - before : Math.max(change, wall - after);
}

/**
 * The moment from which on the clocks of a zone show this time or a later one permanently: if it comes twice, the second one.
 *
 * @example
 * // Half past two comes twice on that day.
 * lastMomentOf('Europe/Berlin', Date.UTC(2027, 9, 31, 2, 30)) // 2027-10-31T01:30:00Z, the second one
 */
export function lastMomentOf(timeZone: string, wall: WallTime): number {
  const { before, after, change } = offsetsAround(timeZone, wall);
  return wall - after > change ? wall - after : Math.min(change, wall - before);
}

/** What the clocks of a zone show, in whole seconds. */
export function wallTimeAt(timeZone: string, at: number): WallTime {
  return Math.floor(at / 1000) * 1000 + offsetAt(timeZone, at);
}

/** How far the zone's clocks are ahead of UTC, in milliseconds. */
export function offsetAt(timeZone: string, at: number): number {
  const { year, month, day, hour, minute, second } = localTimeAt(timeZone, new Date(at));
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
}

/** When the zone's offset changes, if that is before the given moment; otherwise that moment. It changes once at most. */
export function endOfOffset(timeZone: string, at: number, before: number): number {
  const offset = offsetAt(timeZone, at);
  if (offsetAt(timeZone, before) === offset) return before;
  let [same, other] = [at, before];
  while (other - same > 1) {
    const middle = Math.floor((same + other) / 2);
    if (offsetAt(timeZone, middle) === offset) same = middle;
    else other = middle;
  }
  return other;
}

const hourMs = 3_600_000;

/** Clocks are up to 14 hours ahead of UTC and up to 12 behind it. */
function offsetsAround(timeZone: string, wall: WallTime) {
  const [from, until] = [wall - 15 * hourMs, wall + 13 * hourMs];
  return {
    before: offsetAt(timeZone, from),
    after: offsetAt(timeZone, until),
    change: endOfOffset(timeZone, from, until),
  };
}

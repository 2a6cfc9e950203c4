import { endOfOffset, offsetAt } from './local-moment.ts';

/** Sunday first, as JavaScript counts them. */
export const weekdays = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** When the clock of a request runs. */
export type BusinessHours = {
  /** A name of the IANA time zone database: `Europe/Berlin`. */
  timeZone: string;
  days: readonly (typeof weekdays)[number][];
  /** Times of day in the zone, `09:00`; from this minute until before that one. */
  from: string;
  to: string;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * The moment at which this many minutes have passed on a clock that stands still outside of these hours. A moment counts if its time and weekday in
 * the zone do: what daylight saving time skips never counts, and what it repeats counts twice.
 *
 * @param hours - undefined: the clock never stands still
 * @param latest - the result if it comes first
 * @example
 * // Friday, 22 January 2027, half past four in Berlin: half an hour is left, and then Monday begins
 * addMinutes({ timeZone: 'Europe/Berlin', days: ['mon', 'fri'], from: '09:00', to: '17:00' }, new Date('2027-01-22T15:30:00Z'), 60, later)
 * // 2027-01-25T08:30:00.000Z
 */
export function addMinutes(hours: BusinessHours | undefined, start: Date, minutes: number, latest: Date): Date {
  let at = start.getTime();
  let left = minutes * minuteMs;
  if (!hours) return new Date(Math.min(at + left, latest.getTime()));
  while (at < latest.getTime()) {
    const { isOpen, until } = spanAt(hours, at);
    if (isOpen && left <= until - at) return new Date(Math.min(at + left, latest.getTime()));
    if (isOpen) left -= until - at;
    at = until;
  }
  return latest;
}

/** Whether the clock runs at this moment, and until when nothing about that changes. */
function spanAt({ timeZone, days, from, to }: BusinessHours, at: number): { isOpen: boolean; until: number } {
  const offset = offsetAt(timeZone, at);
  const local = at + offset;
  const timeOfDay = ((local % dayMs) + dayMs) % dayMs;
  const [opens, closes] = [timeOf(from), timeOf(to)];
  const boundary = [opens, closes, dayMs].find((one) => one > timeOfDay) ?? dayMs;
  const day = weekdays[new Date(local).getUTCDay()];
  const isOpen = timeOfDay >= opens && timeOfDay < closes && days.some((one) => one === day);
  return { isOpen, until: endOfOffset(timeZone, at, at + boundary - timeOfDay) };
}

/** Milliseconds from midnight to a time of day such as `09:00`. */
export function timeOf(text: string): number {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return (hour * 60 + minute) * minuteMs;
}

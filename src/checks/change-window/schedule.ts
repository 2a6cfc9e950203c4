import { timeOf, weekdays } from '../../approval/schedule/business-hours.ts';
import { firstMomentOf, lastMomentOf, wallTimeAt } from '../../approval/schedule/local-moment.ts';
import { type ChangeWindow, type ChangeWindowConfig, type Freeze, fullMoment } from './change-window-config.ts';

/** From this moment until before that one, in milliseconds. */
type Span = { from: number; until: number };

/** What the configured windows and freezes say about a moment. */
export type ScheduleState = {
  isOpen: boolean;
  /** The freeze that it is in. */
  freeze: Freeze | undefined;
  /** When it closes or opens next. Undefined if that is far off: it does not close within a week, or open within a year. */
  next: Date | undefined;
};

type Schedule = Pick<ChangeWindowConfig, 'timeZone' | 'windows' | 'freezes'>;

const dayMs = 86_400_000;
const horizonDays = 366;

/**
 * Whether windows and freezes let a change through at a moment. A window is open from the first moment at which the zone's clocks show its beginning until
 * they have shown its end for the last time: a beginning that daylight saving time skips is the moment of the change, and an end that comes twice
 * is the second one. It belongs to the day on which it begins.
 */
export function readSchedule(schedule: Schedule, now: Date): ScheduleState {
  const at = now.getTime();
  const freezes = (schedule.freezes ?? []).map((freeze) => ({ freeze, ...spanOfFreeze(freeze, schedule.timeZone) }));
  const isOpen = closedUntil(schedule, freezes, at) === undefined;
  return {
    isOpen,
    freeze: freezes.find((span) => contains(span, at))?.freeze,
    next: isOpen ? closing(schedule, freezes, at) : opening(schedule, freezes, at),
  };
}

/** The next moment at which it may be open; undefined if it is open now. */
function closedUntil(schedule: Schedule, freezes: readonly Span[], at: number): number | undefined {
  const frozen = freezes.filter((span) => contains(span, at)).map(({ until }) => until);
  if (frozen.length > 0) return Math.max(...frozen);
  if (schedule.windows === undefined) return undefined;
  const spans = schedule.windows.flatMap((window) => spansAround(window, schedule.timeZone, at));
  if (spans.some((span) => contains(span, at))) return undefined;
  // Within a week every day has come once; that a day's window is skipped by daylight saving time shows then.
  return Math.min(at + 7 * dayMs, ...spans.map(({ from }) => from).filter((from) => from > at));
}

function opening(schedule: Schedule, freezes: readonly Span[], from: number): Date | undefined {
  let at = from;
  while (at < from + horizonDays * dayMs) {
    const later = closedUntil(schedule, freezes, at);
    if (later === undefined) return new Date(at);
    at = later;
  }
  return undefined;
}

function closing({ windows, timeZone }: Schedule, freezes: readonly Span[], from: number): Date | undefined {
  const freeze = Math.min(...freezes.map((span) => span.from).filter((start) => start > from));
  const end = Math.min(freeze, windows ? endOfWindows(windows, timeZone, from) : Number.POSITIVE_INFINITY);
  return end < from + 7 * dayMs ? new Date(end) : undefined;
}

/** Windows that follow each other without a gap count as one. */
function endOfWindows(windows: readonly ChangeWindow[], timeZone: string | undefined, from: number): number {
  let at = from;
  while (at < from + 7 * dayMs) {
    const around = windows.flatMap((window) => spansAround(window, timeZone, at));
    const ends = around.filter((span) => contains(span, at)).map(({ until }) => until);
    if (ends.length === 0) return at;
    at = Math.max(...ends);
  }
  return at;
}

/** The times in which a window is open that began the day before at the earliest and begin within the next week. */
function spansAround(window: ChangeWindow, common: string | undefined, at: number): Span[] {
  const zone = window.timeZone ?? common ?? 'UTC';
  const today = Math.floor(wallTimeAt(zone, at) / dayMs) * dayMs;
  return Array.from({ length: 10 }, (_, index) => today + (index - 2) * dayMs)
    .filter((day) => window.days.includes(weekdays[new Date(day).getUTCDay()] as (typeof weekdays)[number]))
    .map((day) => spanOn(window, zone, day));
}

function spanOn({ from, to }: ChangeWindow, zone: string, day: number): Span {
  const [opens, closes] = [timeOf(from), timeOf(to)];
  return {
    from: firstMomentOf(zone, day + opens),
    until: lastMomentOf(zone, day + closes + (closes <= opens ? dayMs : 0)),
  };
}

function spanOfFreeze({ timeZone, from, until }: Freeze, common: string | undefined): Span {
  const zone = timeZone ?? common ?? 'UTC';
  return {
    from: firstMomentOf(zone, wallOf(fullMoment(from, '00:00'))),
    until: lastMomentOf(zone, wallOf(fullMoment(until, '24:00'))),
  };
}

function wallOf(moment: string): number {
  const [day = '', time = ''] = moment.split('T');
  return Date.parse(`${day}T00:00:00Z`) + timeOf(time);
}

function contains({ from, until }: Span, at: number): boolean {
  return from <= at && at < until;
}

import type { MetricsConfig } from './config/metrics-config.ts';
import { type MetricWindow, readableAt, readableUntil } from './reader/metric-reader.ts';

/** When a gate judges what. All of it is whole minutes. */
export type Watch = {
  /** The first minute that counts. */
  from: Date;
  /** The end of what can be read now; before `from` if there is nothing yet. */
  until: Date;
  /** When enough has been watched. */
  end: Date;
  /** The end of all patience: what has not become conclusive by then is inconclusive. */
  lastEnd: Date;
};

type Times = Pick<MetricsConfig, 'initialDelayMinutes' | 'watchMinutes' | 'waitMinutes'>;

/**
 * The times of a gate, from its first call: what it calculates at each call is the same, and no state is needed. What is read ends at `lastEnd`,
 * so that a gate that is called late sees no more than one that is called in time.
 *
 * @param readable - the end of the last minute that can be read. Default: that of metrics, which are late
 */
export function watchOf(
  { initialDelayMinutes, watchMinutes, waitMinutes }: Times,
  since: Date,
  now: Date,
  readable = readableUntil(now),
): Watch {
  const from = new Date(Math.ceil(since.getTime() / minuteMs + initialDelayMinutes) * minuteMs);
  const end = plusMinutes(from, watchMinutes);
  const lastEnd = plusMinutes(end, waitMinutes);
  return { from, until: new Date(Math.min(readable.getTime(), lastEnd.getTime())), end, lastEnd };
}

export function isWatched({ until, end }: Watch): boolean {
  return until.getTime() >= end.getTime();
}

export function isOutOfPatience({ until, lastEnd }: Watch): boolean {
  return until.getTime() >= lastEnd.getTime();
}

/** What has been watched so far; undefined if that is nothing. */
export function watchedSoFar({ from, until }: Watch): MetricWindow | undefined {
  return until.getTime() > from.getTime() ? { from, until } : undefined;
}

/** When a call is worth it again: as soon as another minute can be read. In seconds, from 10 to 120. */
export function secondsToNextMinute({ from, until }: Watch, now: Date): number {
  const next = readableAt(plusMinutes(new Date(Math.max(from.getTime(), until.getTime())), 1));
  return Math.min(120, Math.max(10, Math.ceil((next.getTime() - now.getTime()) / 1000)));
}

export function plusMinutes(at: Date, minutes: number): Date {
  return new Date(at.getTime() + minutes * minuteMs);
}

export function minutesOf({ from, until }: MetricWindow): number {
  return Math.max(0, Math.round((until.getTime() - from.getTime()) / minuteMs));
}

export const minuteMs = 60_000;

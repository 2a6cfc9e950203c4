import { type Condition, isWithin } from '../config/condition-config.ts';
import type { MetricPoint, MetricWindow } from '../reader/metric-reader.ts';
import { minuteMs } from '../watch-times.ts';
import type { ReadingKind } from './judge-readings.ts';

/** One period of a condition. */
export type MetricReading = {
  kind: ReadingKind;
  at: Date;
  /** Undefined: there is none. */
  value: number | undefined;
  /** Undefined: they are not counted. */
  samples: number | undefined;
};

/** The window in whole periods, by the clock: from the first that begins within it to the last that ends within it. */
export function wholePeriods({ from, until }: MetricWindow, periodMinutes: number): MetricWindow {
  const length = periodMinutes * minuteMs;
  return {
    from: new Date(Math.ceil(from.getTime() / length) * length),
    until: new Date(Math.floor(until.getTime() / length) * length),
  };
}

/**
 * One reading for every period of the window, oldest first: a period without a value is a reading as well.
 *
 * @param window - whole periods
 * @param points - of a complete series
 * @param samples - likewise; undefined if the condition counts none
 */
export function readingsOf(
  condition: Condition,
  { from, until }: MetricWindow,
  points: readonly MetricPoint[],
  samples: readonly MetricPoint[] | undefined,
): readonly MetricReading[] {
  const length = condition.periodMinutes * minuteMs;
  const [values, counts] = [byTime(points), samples && byTime(samples)];
  const readings: MetricReading[] = [];
  for (let at = from.getTime(); at < until.getTime(); at += length) {
    // No requests are not measured either.
    const count = counts && (counts.get(at) ?? 0);
    const isEnough = condition.samples === undefined || (count ?? 0) >= condition.samples.min;
    const value = values.get(at) ?? (condition.missing === 'zero' && isEnough ? 0 : undefined);
    readings.push({
      kind: isEnough ? kindOf(value, condition) : 'inconclusive',
      at: new Date(at),
      value,
      samples: count,
    });
  }
  return readings;
}

function byTime(points: readonly MetricPoint[]): ReadonlyMap<number, number> {
  return new Map(points.map(({ at, value }) => [at.getTime(), value]));
}

function kindOf(value: number | undefined, { success, failure }: Condition): MetricReading['kind'] {
  if (value === undefined || Number.isNaN(value)) return 'inconclusive';
  if (failure !== undefined && isWithin(value, failure)) return 'bad';
  if (success === undefined) return 'good';
  if (isWithin(value, success)) return 'good';
  return failure === undefined ? 'bad' : 'inconclusive';
}

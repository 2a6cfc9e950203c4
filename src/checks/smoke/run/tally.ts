import type { Limits } from '../config/running-config.ts';
import { percentileOf, rankOf } from '../judge/percentile.ts';
import type { Tally } from './step.ts';

const percentiles = [50, 90, 95, 99] as const;

/** The limits that these samples exceed, as clauses: `p95 812 ms`. Empty if none. */
export function exceededBy({ times, errors }: Tally, limits: Limits): readonly string[] {
  const sorted = times.toSorted((one, other) => one - other);
  const slow = percentiles.flatMap((percentile) => {
    const found = percentileOf(sorted, percentile) ?? 0;
    return found > limitOf(limits, percentile) ? [`p${percentile} ${found} ms`] : [];
  });
  // Of no samples, the rate is not a number, which exceeds nothing.
  const isFaulty = errors / times.length > maxRateOf(limits);
  return isFaulty ? [formatErrors(errors, times.length), ...slow] : slow;
}

/** Whether a limit is exceeded no matter how the samples end that are still to come. */
export function isHopeless({ times, errors }: Tally, limits: Limits, count: number): boolean {
  if (errors / count > maxRateOf(limits)) return true;
  return percentiles.some((percentile) => {
    const limit = limitOf(limits, percentile);
    const slow = times.filter((time) => time > limit).length;
    return slow > count - rankOf(percentile, count);
  });
}

function limitOf(limits: Limits, percentile: (typeof percentiles)[number]): number {
  return limits[`p${percentile}`] ?? Number.POSITIVE_INFINITY;
}

function maxRateOf({ maxErrorRate = Number.POSITIVE_INFINITY }: Limits): number {
  return maxErrorRate;
}

/** `100 samples, 2 errors (2 %), p50 80 ms, p95 210 ms (the slowest)`. */
export function formatTally({ times, errors }: Tally): string {
  const sorted = times.toSorted((one, other) => one - other);
  const slowest = percentiles.find((percentile) => rankOf(percentile, sorted.length) === sorted.length);
  const shown = percentiles
    .filter((percentile) => slowest === undefined || percentile <= slowest)
    .map((percentile) => `p${percentile} ${percentileOf(sorted, percentile) ?? 0} ms`);
  const note = slowest === undefined ? '' : ' (the slowest)';
  return `${sorted.length} samples, ${formatErrors(errors, sorted.length)}, ${shown.join(', ')}${note}`;
}

function formatErrors(errors: number, count: number): string {
  if (errors === 0) return 'no errors';
  return `${errors} ${errors === 1 ? 'error' : 'errors'} (${Number(((100 * errors) / count).toPrecision(3))} %)`;
}

/** `at most 1 % errors, p95 400 ms`, for the report. */
export function formatLimits({ maxErrorRate, ...limits }: Limits): string {
  const times = percentiles.flatMap((percentile) => {
    const limit = limits[`p${percentile}`];
    return limit === undefined ? [] : [`p${percentile} ${limit} ms`];
  });
  const errors = maxErrorRate === undefined ? [] : [formatMaxErrors(maxErrorRate)];
  return [...errors, ...times].join(', ');
}

function formatMaxErrors(rate: number): string {
  return rate === 0 ? 'no errors' : `at most ${Number((100 * rate).toPrecision(3))} % errors`;
}

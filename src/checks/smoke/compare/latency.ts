import type { Compare } from '../config/compare-config.ts';
import { percentileOf } from '../judge/percentile.ts';

/** How long each side took, in milliseconds; at least one of each. */
export type Times = { blue: readonly number[]; green: readonly number[] };

/**
 * Compares the medians. A ratio says nothing about times that are short on both sides, so green must also be slower than the floor.
 *
 * @example
 * compareLatency({ blue: [20, 22, 900], green: [80, 81, 85] }, { maxLatencyRatio: 1.5, floorMillis: 50 }); // isSlower: true
 */
export function compareLatency(
  times: Times,
  { maxLatencyRatio, floorMillis }: Pick<Compare, 'maxLatencyRatio' | 'floorMillis'>,
): { isSlower: boolean; blue: number; green: number } {
  const [blue, green] = [median(times.blue), median(times.green)];
  return { blue, green, isSlower: green > floorMillis && green > blue * maxLatencyRatio };
}

/** By the nearest rank, so that it is a time that was measured. */
function median(times: readonly number[]): number {
  const sorted = times.toSorted((one, other) => one - other);
  return percentileOf(sorted, 50) ?? 0;
}

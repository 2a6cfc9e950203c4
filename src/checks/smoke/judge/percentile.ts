/**
 * The percentile by the nearest rank: the ceil(p × n / 100)-th smallest. It is a value that was measured, and with few values the largest one.
 *
 * @example
 * percentileOf([10, 20, 30], 50); // 20
 */
export function percentileOf(sorted: readonly number[], percentile: number): number | undefined {
  return sorted[rankOf(percentile, sorted.length) - 1];
}

/** The place of the percentile in a sorted list, from 1. In integers: 0.07 × 100 is more than 7. */
export function rankOf(percentile: number, count: number): number {
  return Math.floor((percentile * count + 99) / 100);
}

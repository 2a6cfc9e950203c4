import { normalQuantile } from './normal.ts';
import { sigmaOfU, tiesWithin } from './ranks.ts';

/** By how much one sample exceeds another. */
type EstimatedShift = {
  /** The median of all differences between a value of the first sample and one of the second. In the unit of the values. */
  estimate: number;
  /** Undefined if all differences are equal, which leaves nothing to estimate from. */
  interval: readonly [low: number, high: number] | undefined;
};

/**
 * The Hodges-Lehmann estimate of the shift between two samples, with its confidence interval: that of R's
 * `wilcox.test(exact = FALSE, conf.int = TRUE)`, which Kayenta uses as well, read off the ordered differences instead of solved numerically. A
 * solver needs a tolerance in the unit of the metric, and 0.0001 is much for a metric in seconds.
 *
 * @param confidence - more than 0 and less than 1. Default 0.98
 * @example hodgesLehmann([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]) // { estimate: 5, interval: [1, 9] }
 */
export function hodgesLehmann(first: readonly number[], second: readonly number[], confidence = 0.98): EstimatedShift {
  const differences = Float64Array.from(first.flatMap((one) => second.map((other) => one - other))).sort();
  const count = differences.length;
  const at = (index: number) => differences[index] ?? Number.NaN;
  const estimate = (at(Math.floor((count - 1) / 2)) + at(Math.floor(count / 2))) / 2;
  if (at(0) === at(count - 1)) return { estimate, interval: undefined };
  // Between two neighbouring differences no value of one sample equals one of the other, so only the ties within each sample count.
  const sigma = sigmaOfU(first.length, second.length, tiesWithin(first, second));
  const z = normalQuantile((1 - confidence) / 2);
  const outside = Math.max(0, Math.ceil(count / 2 - 0.5 - z * sigma) - 1);
  return { estimate, interval: [at(outside), at(count - 1 - outside)] };
}

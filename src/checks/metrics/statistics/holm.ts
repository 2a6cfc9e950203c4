/**
 * Holm's correction: with several metrics, one of them is bad by chance more often than a single one. Each result can be compared with the limit
 * for one metric. In the order of the input.
 *
 * @param probabilities - any number of them
 * @example holm([0.01, 0.04, 0.03]) // [0.03, 0.06, 0.06]
 */
export function holm(probabilities: readonly number[]): readonly number[] {
  const order = probabilities.map((p, index) => ({ p, index })).sort((one, other) => one.p - other.p);
  const adjusted: number[] = [];
  let least = 0;
  for (const [rank, { p, index }] of order.entries()) {
    least = Math.max(least, Math.min(1, p * (order.length - rank)));
    adjusted[index] = least;
  }
  return adjusted;
}

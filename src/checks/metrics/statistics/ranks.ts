/** The ranks of two samples put together, and how many values are equal. */
type Ranked = {
  /** The sum of the ranks of the first sample; equal values share the mean of their ranks. */
  rankSum: number;
  /** The sum of t³ − t over every group of t equal values; 0 if there are none. */
  ties: number;
};

/** Ranks the values of both samples from 1, the smallest. */
export function rankTogether(first: readonly number[], second: readonly number[]): Ranked {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ];
  all.sort((one, other) => one.value - other.value);
  let [smaller, rankSum] = [0, 0];
  for (const equal of Map.groupBy(all, ({ value }) => value).values()) {
    rankSum += equal.filter(({ isFirst }) => isFirst).length * (smaller + (equal.length + 1) / 2);
    smaller += equal.length;
  }
  return { rankSum, ties: tiesOf([...first, ...second]) };
}

/** The sum of t³ − t over the groups of equal values in each sample alone. */
export function tiesWithin(...samples: readonly (readonly number[])[]): number {
  return samples.reduce((sum, sample) => sum + tiesOf(sample), 0);
}

function tiesOf(values: readonly number[]): number {
  const counts = [...Map.groupBy(values, (value) => value).values()].map(({ length }) => length);
  return counts.reduce((sum, count) => sum + count ** 3 - count, 0);
}

/**
 * The standard deviation of U if both samples are of the same distribution.
 *
 * @param ties - the sum of t³ − t; see {@link Ranked}
 */
export function sigmaOfU(n: number, m: number, ties: number): number {
  const total = n + m;
  return Math.sqrt(((n * m) / 12) * Math.max(0, total + 1 - ties / (total * (total - 1))));
}

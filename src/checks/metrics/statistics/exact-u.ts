/**
 * The exact probability that U is at least this large, if both samples are of the same distribution and no two values are equal.
 *
 * @param u - a whole number; any one that cannot be reached has the probability 0 or 1
 * @example exactTailOfU(25, 5, 5) // 1/252
 */
export function exactTailOfU(u: number, n: number, m: number): number {
  const counts = arrangementsByU(n, m);
  const sum = (from: number) => counts.slice(Math.max(0, from)).reduce((total, count) => total + count, 0n);
  return ratioOf(sum(u), sum(0));
}

/**
 * In how many ways n and m values can be arranged so that U is 0, 1, 2, … n·m: the coefficients of the Gaussian binomial, the product of
 * (1 − q^(m+i)) / (1 − q^i) for i from 1 to n. Whole numbers, because their differences would lose every digit as floating-point numbers.
 */
function arrangementsByU(n: number, m: number): readonly bigint[] {
  const counts: bigint[] = Array.from({ length: n * m + 1 }, (_, u) => (u === 0 ? 1n : 0n));
  for (let i = 1; i <= n; i += 1) {
    for (let u = counts.length - 1; u >= m + i; u -= 1) counts[u] = (counts[u] ?? 0n) - (counts[u - m - i] ?? 0n);
    for (let u = i; u < counts.length; u += 1) counts[u] = (counts[u] ?? 0n) + (counts[u - i] ?? 0n);
  }
  return counts;
}

function ratioOf(part: bigint, whole: bigint): number {
  // 20 digits more than a floating-point number has, so that the quotient does not overflow and loses nothing.
  const scale = 10n ** 40n;
  return Number((part * scale) / whole) / 1e40;
}

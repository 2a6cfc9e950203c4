import { exactTailOfU } from './exact-u.ts';
import { normalTail } from './normal.ts';
import { rankTogether, sigmaOfU } from './ranks.ts';

/** The result of a Mann-Whitney U test. */
type MannWhitney = {
  /** How often a value of the first sample exceeds one of the second; equal values count half. From 0 to n·m. */
  u: number;
  /** The probability of so large a difference in either direction by chance. */
  pTwoSided: number;
  /** The probability of a U so large by chance: small if the first sample is greater. */
  pGreater: number;
  method: 'exact' | 'asymptotic';
};

type MannWhitneyOptions = {
  /** Default `auto`: exact if the smaller sample has at most 8 values and no two values are equal, as SciPy does. */
  method?: 'auto' | 'exact' | 'asymptotic';
  /** Whether the approximation is corrected for continuity. Default true. */
  hasCorrection?: boolean;
};

/**
 * Tests whether the values of one sample tend to be greater than those of another. The approximation is corrected for ties. If all values are
 * equal, both probabilities are 1.
 *
 * @param first - at least one value, none of them NaN
 * @param second - likewise
 * @see https://docs.scipy.org/doc/scipy/reference/generated/scipy.stats.mannwhitneyu.html
 * @example mannWhitney([6, 7, 8, 9, 10], [1, 2, 3, 4, 5]) // { u: 25, pTwoSided: 0.0079…, pGreater: 0.0039…, method: 'exact' }
 */
export function mannWhitney(
  first: readonly number[],
  second: readonly number[],
  { method = 'auto', hasCorrection = true }: MannWhitneyOptions = {},
): MannWhitney {
  const [n, m] = [first.length, second.length];
  const { rankSum, ties } = rankTogether(first, second);
  const u = rankSum - (n * (n + 1)) / 2;
  const isExact = method === 'exact' || (method === 'auto' && ties === 0 && Math.min(n, m) <= maxExact);
  const tail = isExact
    ? (from: number) => exactTailOfU(Math.ceil(from), n, m)
    : (from: number) => asymptoticTail(from - (n * m) / 2, sigmaOfU(n, m, ties), hasCorrection);
  return {
    u,
    pTwoSided: Math.min(1, 2 * tail(Math.max(u, n * m - u))),
    pGreater: tail(u),
    method: isExact ? 'exact' : 'asymptotic',
  };
}

/** With more values the approximation is as good, and the number of arrangements grows without limit. */
const maxExact = 8;

function asymptoticTail(distance: number, sigma: number, hasCorrection: boolean): number {
  if (sigma === 0) return 1;
  return normalTail((distance - (hasCorrection ? 0.5 : 0)) / sigma);
}

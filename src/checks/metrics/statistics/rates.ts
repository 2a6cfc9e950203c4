import { normalQuantile } from './normal.ts';

/** So many of so many: errors of requests. Whole numbers; `count` is at most `total`. */
export type Rate = { count: number; total: number };

/**
 * Fisher's exact test, one-sided: the probability that so many of all errors, or more, are on the first side by chance.
 *
 * @example fisherGreater({ count: 8, total: 100 }, { count: 1, total: 100 }) // 0.01744957599
 */
export function fisherGreater(first: Rate, second: Rate): number {
  const errors = first.count + second.count;
  const low = Math.max(0, errors - second.total);
  const high = Math.min(errors, first.total);
  // How much likelier k + 1 errors are than k. The terms are relative to the likeliest, so that none overflows and no factorial is needed.
  const ratio = (k: number) => ((errors - k) * (first.total - k)) / ((k + 1) * (second.total - errors + k + 1));
  const mode = Math.min(
    high,
    Math.max(low, Math.floor(((errors + 1) * (first.total + 1)) / (first.total + second.total + 2))),
  );
  let [all, tail] = [0, 0];
  const add = (k: number, weight: number) => {
    all += weight;
    if (k >= first.count) tail += weight;
  };
  for (let k = mode, weight = 1; k <= high && weight > 0; weight *= ratio(k), k += 1) add(k, weight);
  for (let k = mode - 1, weight = 1; k >= low && weight > 0; k -= 1) {
    weight /= ratio(k);
    add(k, weight);
  }
  return tail / all;
}

/**
 * Wilson's interval for a rate: it stays within 0 and 1 and is not empty for no errors at all. Of no requests it is everything from 0 to 1.
 *
 * @param confidence - two-sided. Default 0.95
 * @example wilsonInterval({ count: 0, total: 50 }) // [0, 0.07135003417]
 */
export function wilsonInterval({ count, total }: Rate, confidence = 0.95): readonly [low: number, high: number] {
  const square = normalQuantile((1 - confidence) / 2) ** 2;
  const share = count / total;
  const middle = (share + square / (2 * total)) / (1 + square / total);
  const half = Math.sqrt((square * share * (1 - share)) / total + (square / (2 * total)) ** 2) / (1 + square / total);
  return [count === 0 ? 0 : Math.max(0, middle - half), count === total ? 1 : Math.min(1, middle + half)];
}

/**
 * The probability that a standard normal variable is greater than z. Exact to about 14 digits, relative to the result, also far out: the tail
 * decides whether a release fails.
 *
 * @example normalTail(1.959963984540054) // 0.025
 */
export function normalTail(z: number): number {
  if (z < 0) return 1 - normalTail(-z);
  return z < seriesUntil ? 0.5 - density(z) * seriesOfBody(z) : density(z) * fractionOfTail(z);
}

/**
 * The z that a standard normal variable exceeds with this probability.
 *
 * @param probability - more than 0 and at most 0.5
 * @example normalQuantile(0.025) // 1.959963984540054
 */
export function normalQuantile(probability: number): number {
  // Newton's method from 0 rises to the root without passing it, because the tail is convex there.
  let z = 0;
  for (let round = 0; round < 1000; round += 1) {
    const step = (normalTail(z) - probability) / density(z);
    z += step;
    if (Math.abs(step) <= 1e-15 * z) break;
  }
  return z;
}

/** Below it the series is precise, above it the continued fraction is. */
const seriesUntil = 2.5;

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/** The probability between 0 and z, divided by the density: z + z³/3 + z⁵/15 + … */
function seriesOfBody(z: number): number {
  let term = z;
  let sum = z;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (z * z) / odd;
    sum += term;
  }
  return sum;
}

/** Mills' ratio: 1/(z + 1/(z + 2/(z + 3/(z + …)))). */
function fractionOfTail(z: number): number {
  let below = z;
  for (let depth = 200; depth > 0; depth -= 1) below = z + depth / below;
  return 1 / below;
}

import type { MetricComparison } from '../config/comparison-config.ts';
import { comparesMinutes, minMinutesOfStatistics } from '../config/metrics-config.ts';
import { formatNumber, formatProbability } from '../judged.ts';
import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import type { Measured } from './measured.ts';

/**
 * Measures how much greater green's values are: those of minutes, or one value of the whole watch. Two flat lines have no probability: their ratio
 * says it all.
 *
 * @param unit - of the values: `ms`, `%`
 * @param lacks - why there is not enough anyway
 */
export function measureValues(
  comparison: MetricComparison,
  { green, blue }: { green: readonly number[]; blue: readonly number[] },
  unit: string,
  lacks = lackOfValues(comparison, green, blue),
): Measured {
  const [value, other] = [median(green), median(blue)];
  const isFlat = new Set(green).size === 1 && new Set(blue).size === 1;
  const test = comparesMinutes(comparison) && lacks === undefined && !isFlat ? mannWhitney(green, blue) : undefined;
  const shift = test && hodgesLehmann(green, blue);
  const excess = shift?.estimate ?? value - other;
  const format = (one: number) => (Number.isNaN(one) ? 'unknown' : `${formatNumber(one)} ${unit}`);
  const interval = shift?.interval;
  const found = [
    `green ${format(value)}, blue ${format(other)}${formatRatio(value / other)}`,
    ...(shift ? [`shift ${format(shift.estimate)}`] : []),
    ...(test ? [`U = ${test.u} of ${green.length} × ${blue.length} minutes`] : []),
    ...(test ? [formatProbability(test.pGreater)] : []),
  ];
  if (interval) found[1] += ` (98 % between ${format(interval[0])} and ${format(interval[1])})`;
  const isBeyond = value > other * comparison.maxRatio && excess >= comparison.floor;
  return { comparison, lacks, isBeyond, p: test?.pGreater, found: found.join(', ') };
}

function lackOfValues(comparison: MetricComparison, green: readonly number[], blue: readonly number[]) {
  if (!comparesMinutes(comparison)) {
    return green.length > 0 && blue.length > 0 ? undefined : 'no value covers the whole watch for both';
  }
  if (Math.min(green.length, blue.length) >= minMinutesOfStatistics) return undefined;
  return `green has ${green.length} and blue ${blue.length} minutes with data of at least ${minMinutesOfStatistics}`;
}

function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? ` (${Number(ratio.toPrecision(3))} ×)` : '';
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.floor(sorted.length / 2))) / 2;
}

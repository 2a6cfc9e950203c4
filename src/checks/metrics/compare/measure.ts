import type { MetricComparison } from '../config/comparison-config.ts';
import { comparesMinutes, minMinutesOfStatistics } from '../config/metrics-config.ts';
import { formatNumber, formatProbability } from '../judged.ts';
import { hodgesLehmann } from '../statistics/hodges-lehmann.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import { fisherGreater, wilsonInterval } from '../statistics/rates.ts';
import type { SideMeasured } from './read-side.ts';

/** How much worse green is, before it is decided whether that is too much. */
export type Measured = {
  comparison: MetricComparison;
  /** Why there is not enough to judge; undefined if there is. */
  lacks: string | undefined;
  /** Beyond the ratio and beyond the floor. */
  isBeyond: boolean;
  /** How probable so large a difference is by chance; undefined if that is not calculated, and the difference counts as it is. */
  p: number | undefined;
  /** Both values, and how they differ. */
  found: string;
};

export type MeasuredSides = { green: SideMeasured; blue: SideMeasured };

/**
 * Measures one preset. Two flat lines have no probability: their ratio says it all.
 *
 * @param weight - green's share of production traffic in percent; undefined if it is not known, or if the two are not of the same time
 */
export function measure(comparison: MetricComparison, sides: MeasuredSides, weight: number | undefined): Measured {
  const lacks = lackOf(comparison, sides);
  switch (comparison.preset) {
    case 'errorRate':
      return measureErrors(comparison, sides, lacks);
    case 'requestCount':
      return measureRequests(comparison, sides, weight, lacks);
    default:
      return measureTimes(comparison, sides, lacks);
  }
}

function lackOf({ minRequests, preset }: MetricComparison, { green, blue }: MeasuredSides): string | undefined {
  // That green gets too few requests is what the preset looks for.
  const sides = preset === 'requestCount' ? { blue } : { green, blue };
  const few = Object.entries(sides).filter(([, { requests }]) => requests < minRequests);
  if (few.length === 0) return undefined;
  const counts = few.map(([side, { requests }]) => `${side} had ${formatNumber(requests)}`);
  return `${counts.join(' and ')} of at least ${minRequests} requests`;
}

function measureErrors(
  comparison: MetricComparison,
  { green, blue }: MeasuredSides,
  lacks: string | undefined,
): Measured {
  const [first, second] = [rateOf(green), rateOf(blue)];
  const [share, other] = [shareOf(first), shareOf(second)];
  const p = comparison.method === 'ratio' || lacks !== undefined ? undefined : fisherGreater(first, second);
  const [low, high] = first.total === 0 ? [0, 1] : wilsonInterval(first, 0.98);
  const found = [
    `green ${formatShare(green)} (98 % between ${formatPercent(low)} and ${formatPercent(high)})`,
    `blue ${formatShare(blue)}`,
    ...(green.unanswered > 0 ? [`${formatNumber(green.unanswered)} of green unanswered`] : []),
    ...formatP(p),
  ];
  const isBeyond = share > other * comparison.maxRatio && (share - other) * 100 >= comparison.floor;
  return { comparison, lacks, isBeyond, p, found: found.join(', ') };
}

function measureTimes(
  comparison: MetricComparison,
  { green, blue }: MeasuredSides,
  fewRequests: string | undefined,
): Measured {
  const [first, second] = [green, blue].map(({ times }) => times.get(comparison.preset) ?? []) as [number[], number[]];
  const lacks = fewRequests ?? lackOfTimes(comparison, first, second);
  const [value, other] = [median(first), median(second)];
  const isFlat = new Set(first).size === 1 && new Set(second).size === 1;
  const test = comparesMinutes(comparison) && lacks === undefined && !isFlat ? mannWhitney(first, second) : undefined;
  const shift = test && hodgesLehmann(first, second);
  const excess = shift?.estimate ?? value - other;
  const found = [
    `green ${formatMs(value)}, blue ${formatMs(other)}${formatRatio(value / other)}`,
    ...(shift ? [`shift ${formatMs(shift.estimate)}${formatInterval(shift.interval)}`] : []),
    ...(test ? [`U = ${test.u} of ${first.length} × ${second.length} minutes`] : []),
    ...formatP(test?.pGreater),
  ];
  const isBeyond = value > other * comparison.maxRatio && excess >= comparison.floor;
  return { comparison, lacks, isBeyond, p: test?.pGreater, found: found.join(', ') };
}

function lackOfTimes(
  comparison: MetricComparison,
  green: readonly number[],
  blue: readonly number[],
): string | undefined {
  if (!comparesMinutes(comparison)) {
    return green.length === 1 && blue.length === 1
      ? undefined
      : 'there is no response time of the whole watch for both';
  }
  if (Math.min(green.length, blue.length) >= minMinutesOfStatistics) return undefined;
  return `green has ${green.length} and blue ${blue.length} minutes with requests of at least ${minMinutesOfStatistics}`;
}

/** Fewer requests than its share of the traffic: nobody reaches it. */
function measureRequests(
  comparison: MetricComparison,
  { green, blue }: MeasuredSides,
  weight: number | undefined,
  lacks: string | undefined,
): Measured {
  const share = weight === undefined ? 1 : weight / (100 - weight);
  const [rate, expected] = [green.requests / green.minutes, (blue.requests / blue.minutes) * share];
  const at = weight === undefined ? '' : ` at ${formatNumber(weight)} % of the traffic`;
  const found = `green ${formatNumber(rate)} requests/min${at}, where blue lets expect ${formatNumber(expected)}`;
  return { comparison, lacks, isBeyond: rate * comparison.maxRatio < expected, p: undefined, found };
}

function rateOf({ errors, requests }: SideMeasured) {
  return { count: errors, total: requests };
}

function shareOf({ count, total }: { count: number; total: number }): number {
  return total === 0 ? 0 : count / total;
}

function formatShare(side: SideMeasured): string {
  return `${formatPercent(shareOf(rateOf(side)))} of ${side.requests} requests`;
}

function formatPercent(share: number): string {
  return `${formatNumber(share * 100)} %`;
}

function formatMs(value: number): string {
  return Number.isNaN(value) ? 'no response time' : `${formatNumber(value)} ms`;
}

function formatRatio(ratio: number): string {
  return Number.isFinite(ratio) ? ` (${Number(ratio.toPrecision(3))} ×)` : '';
}

function formatInterval(interval: readonly [number, number] | undefined): string {
  return interval ? ` (98 % between ${formatMs(interval[0])} and ${formatMs(interval[1])})` : '';
}

function formatP(p: number | undefined): string[] {
  return p === undefined ? [] : [formatProbability(p)];
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number) => sorted[index] ?? Number.NaN;
  return (at(Math.floor((sorted.length - 1) / 2)) + at(Math.floor(sorted.length / 2))) / 2;
}

import type { MetricComparison } from '../config/comparison-config.ts';
import { formatNumber, formatProbability } from '../judged.ts';
import { fisherGreater, wilsonInterval } from '../statistics/rates.ts';
import { measureValues } from './measure-values.ts';
import type { Measured } from './measured.ts';
import type { SideMeasured } from './read-side.ts';

type MeasuredSides = { green: SideMeasured; blue: SideMeasured };

/**
 * Measures one preset of the target groups.
 *
 * @param share - how many requests green should get for each of blue's; undefined if that is not known
 */
export function measure(comparison: MetricComparison, sides: MeasuredSides, share: number | undefined): Measured {
  const lacks = lackOf(comparison, sides);
  switch (comparison.preset) {
    case 'errorRate':
      return measureErrors(comparison, sides, lacks);
    case 'requestCount':
      return measureRequests(comparison, sides, share, lacks);
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
  const [low, high] = wilsonInterval(first, 0.98);
  const found = [
    `green ${formatShare(green)} (98 % between ${formatPercent(low)} and ${formatPercent(high)})`,
    `blue ${formatShare(blue)}`,
    ...(green.unanswered > 0 ? [`${formatNumber(green.unanswered)} of green unanswered`] : []),
    ...formatP(p),
  ];
  const isBeyond = isWorse(comparison, share, other);
  return {
    comparison,
    lacks,
    unknown: unansweredOf(comparison, { green, blue }),
    isBeyond,
    p,
    found: found.join(', '),
  };
}

function isWorse({ maxRatio, floor }: MetricComparison, share: number, other: number): boolean {
  return share > other * maxRatio && (share - other) * 100 >= floor;
}

/**
 * A target that hangs or breaks off answers with no status, and what the load balancer answers instead is counted for no target group. So may be a
 * client that has gone: if green has more of both than blue, its errors are not known.
 */
function unansweredOf(comparison: MetricComparison, { green, blue }: MeasuredSides): string | undefined {
  const first = { count: green.unanswered, total: green.requests };
  const second = { count: blue.unanswered, total: blue.requests };
  if (!isWorse(comparison, shareOf(first), shareOf(second))) return undefined;
  if (comparison.method !== 'ratio' && fisherGreater(first, second) >= comparison.maxP) return undefined;
  const [one, other] = [first, second].map(({ count, total }) => `${formatNumber(count)} of ${formatNumber(total)}`);
  return `the targets did not answer ${one} requests to green, and ${other} to blue`;
}

function measureTimes(
  comparison: MetricComparison,
  { green, blue }: MeasuredSides,
  fewRequests: string | undefined,
): Measured {
  const timesOf = ({ times }: SideMeasured) => times.get(comparison.preset) ?? [];
  return measureValues(comparison, { green: timesOf(green), blue: timesOf(blue) }, 'ms', fewRequests);
}

/** Fewer requests than its share of the traffic: nobody reaches it. */
function measureRequests(
  comparison: MetricComparison,
  { green, blue }: MeasuredSides,
  share: number | undefined,
  fewRequests: string | undefined,
): Measured {
  const lacks = fewRequests ?? (share === undefined ? 'green has an unknown share of the traffic' : undefined);
  const [rate, expected] = [green.requests / green.minutes, (blue.requests / blue.minutes) * (share ?? 0)];
  const found = `green ${formatNumber(rate)} requests/min, expected from blue: ${formatNumber(expected)}`;
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

function formatP(p: number | undefined): string[] {
  return p === undefined ? [] : [formatProbability(p)];
}

import { isTime, type MetricComparison } from '../config/comparison-config.ts';
import { comparesMinutes } from '../config/metrics-config.ts';
import type { MetricPoint, MetricQuery, MetricReader, MetricWindow } from '../reader/metric-reader.ts';
import { minutesOf } from '../watch-times.ts';
import type { TargetGroupDimensions } from './find-sides.ts';

/** What one version did behind one load balancer. */
export type SideMeasured = {
  minutes: number;
  requests: number;
  errors: number;
  /** Requests that the target answered neither well nor badly: the client had gone, or the load balancer answered. Never negative. */
  unanswered: number;
  /** Response times in milliseconds by preset: one for every minute with requests, or a single one for the whole window. */
  times: ReadonlyMap<string, readonly number[]>;
};

/** @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html */
const counted = {
  requests: 'RequestCount',
  refused: 'TargetConnectionErrorCount',
  s2: 'HTTPCode_Target_2XX_Count',
  s3: 'HTTPCode_Target_3XX_Count',
  s4: 'HTTPCode_Target_4XX_Count',
  s5: 'HTTPCode_Target_5XX_Count',
} as const;

/**
 * Reads all that the comparisons need of one version, in one call. Counts are pooled over the window. A count that CloudWatch did not receive is 0,
 * because it gets only those that are not; that RequestCount itself is missing shows as 0 requests, which are never enough.
 *
 * @throws Error if a series is incomplete, or if the reader could not ask
 */
export async function readSide(
  comparisons: readonly MetricComparison[],
  dimensions: TargetGroupDimensions,
  window: MetricWindow,
  reader: MetricReader,
  signal: AbortSignal,
): Promise<SideMeasured> {
  const minutes = minutesOf(window);
  const queries = [
    ...Object.entries(counted).map(([id, name]) => query(id, name, 'Sum', 60, dimensions)),
    ...comparisons
      .filter(({ preset }) => isTime(preset))
      .map((comparison) => {
        const { preset } = comparison;
        return query(preset, 'TargetResponseTime', preset, comparesMinutes(comparison) ? 60 : minutes * 60, dimensions);
      }),
  ];
  const series = await reader.read(queries, window, signal);
  const points = (id: string): readonly MetricPoint[] => {
    const found = series.get(id) ?? { complete: false, reason: 'there was no answer for it' };
    if (!found.complete) throw new Error(`${nameOf(id)} of ${dimensions.TargetGroup}: ${found.reason}`);
    return found.points;
  };
  const sum = (id: keyof typeof counted) => points(id).reduce((total, { value }) => total + value, 0);
  const errors = sum('s5') + sum('refused');
  // A refused connection is an error even if it was not counted as a request.
  const requests = Math.max(sum('requests'), errors);
  const answered = sum('s2') + sum('s3') + sum('s4') + errors;
  const times = comparisons
    .filter(({ preset }) => isTime(preset))
    .map((comparison) => [comparison.preset, timesOf(comparison, points)] as const);
  return { minutes, requests, errors, unanswered: Math.max(0, requests - answered), times: new Map(times) };
}

function query(
  id: string,
  name: string,
  statistic: string,
  periodSeconds: number,
  dimensions: TargetGroupDimensions,
): MetricQuery {
  return { id, periodSeconds, metric: { namespace: 'AWS/ApplicationELB', name, dimensions }, statistic };
}

function timesOf(comparison: MetricComparison, points: (id: string) => readonly MetricPoint[]): readonly number[] {
  const values = points(comparison.preset).map(({ value }) => value * 1000);
  // Percentiles of parts cannot be put together, so a window that CloudWatch has split has no value.
  return comparesMinutes(comparison) || values.length === 1 ? values : [];
}

function nameOf(id: string): string {
  return Object.entries(counted).find(([key]) => key === id)?.[1] ?? `TargetResponseTime ${id}`;
}

import type { AwsSource } from '../../source-config.ts';

/** Reads the values of metrics, of CloudWatch or of Prometheus. */
export interface MetricReader {
  /**
   * The series of every query, by its id. Rejects if the source could not be asked: throttled, not allowed, no answer.
   *
   * @param queries - at least one, each with its own id
   */
  read(
    queries: readonly MetricQuery[],
    window: MetricWindow,
    signal: AbortSignal,
  ): Promise<ReadonlyMap<string, MetricSeries>>;
}

/** Where metrics are read; in the function's own account and Region by default. */
export type MetricSource = AwsSource & {
  /** For a monitoring account of CloudWatch's cross-account observability: the account that the metrics are from. */
  accountId: string | undefined;
};

/** A metric of CloudWatch by its exact set of dimensions: any other set names another metric. */
export type MetricName = { namespace: string; name: string; dimensions: Readonly<Record<string, string>> };

/** `periodSeconds` is a multiple of 60: one value for each such part of the window. */
export type MetricQuery = { id: string; periodSeconds: number } & (
  | {
      metric: MetricName;
      /** `Sum`, `Average`, `p95`, … */
      statistic: string;
    }
  /** An expression of CloudWatch's metric math over the other queries of the same call, by their ids. */
  | { math: string }
  /** PromQL, evaluated at the end of every period. */
  | { promql: string }
);

/** Whole minutes; `until` is not included. */
export type MetricWindow = { from: Date; until: Date };

/** `at` is the start of the period. */
export type MetricPoint = { at: Date; value: number };

/**
 * What was measured, oldest first. A period without a point has no data; if the series is complete, it will not get any. An incomplete series
 * says nothing, not even by the points that it has.
 */
export type MetricSeries = { complete: true; points: readonly MetricPoint[] } | { complete: false; reason: string };

/** CloudWatch has every minute by then. Later arrivals were seen, so nothing that was read is kept: each call reads all of it again. */
const lagMs = 120_000;

/** Until when metrics can be read: only complete minutes, and none that may still change. */
export function readableUntil(now: Date): Date {
  return new Date(Math.floor(now.getTime() / 60_000) * 60_000 - lagMs);
}

/** When a moment will have become readable. */
export function readableAt(moment: Date): Date {
  return new Date(moment.getTime() + lagMs);
}

import type {
  MetricQuery,
  MetricReader,
  MetricSeries,
  MetricWindow,
} from '../../checks/metrics/reader/metric-reader.ts';

/**
 * A reader for looking at the same minutes again and again: what it has read of a metric up to `until` it cuts to the window that is asked for.
 * A query with a period as long as its window, and metric math and PromQL, whose values may depend on the whole window, are always asked.
 *
 * @param until - the end of all windows
 */
export function keepSeries(reader: MetricReader, until: Date): MetricReader {
  const kept = new Map<string, Promise<ReadonlyMap<string, MetricSeries>>>();
  return {
    async read(queries, window, signal) {
      if (!queries.every((query) => canBeCut(query, window))) return reader.read(queries, window, signal);
      const key = JSON.stringify([queries, window.from]);
      const read = kept.get(key) ?? reader.read(queries, { from: window.from, until }, signal);
      kept.set(key, read);
      return new Map([...(await read)].map(([id, series]) => [id, cut(series, window)]));
    },
  };
}

function canBeCut(query: MetricQuery, { from, until }: MetricWindow): boolean {
  return 'metric' in query && query.periodSeconds * 1000 < until.getTime() - from.getTime();
}

function cut(series: MetricSeries, { until }: MetricWindow): MetricSeries {
  return series.complete ? { ...series, points: series.points.filter(({ at }) => at < until) } : series;
}

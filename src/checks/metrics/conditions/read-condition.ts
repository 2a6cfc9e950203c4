import type { Condition, ConditionSource } from '../config/condition-config.ts';
import type { MetricQuery, MetricReader, MetricSeries, MetricWindow } from '../reader/metric-reader.ts';
import { type MetricReading, readingsOf, wholePeriods } from './readings.ts';

/** The readers of both kinds of queries. */
export type ReaderFor = (query: MetricQuery) => MetricReader;

/** The readings of a condition, or why there are none that count. */
type ReadCondition = { readings: readonly MetricReading[] } | { incomplete: string };

/**
 * Reads a condition over all whole periods of a window. Rejects if a reader does.
 *
 * @param window - undefined if nothing has been watched yet
 */
export async function readCondition(
  condition: Condition,
  window: MetricWindow | undefined,
  readerFor: ReaderFor,
  signal: AbortSignal,
): Promise<ReadCondition> {
  const periods = window && wholePeriods(window, condition.periodMinutes);
  if (periods === undefined || periods.until.getTime() <= periods.from.getTime()) return { readings: [] };
  const read = async (source: ConditionSource) => {
    const queries = queriesOf(source, condition.periodMinutes * 60);
    const [query] = queries;
    return (await readerFor(query).read(queries, periods, signal)).get(query.id) ?? missing;
  };
  const values = await read(condition.source);
  if (!values.complete) return { incomplete: values.reason };
  const samples = condition.samples && (await read(condition.samples.source));
  if (samples?.complete === false) return { incomplete: `the samples: ${samples.reason}` };
  return { readings: readingsOf(condition, periods, values.points, samples?.points) };
}

const missing: MetricSeries = { complete: false, reason: 'there was no answer for it' };

/** The value's query first. Ids of metric math are those of the configuration, so the value's own has a name that they cannot have. */
function queriesOf(source: ConditionSource, periodSeconds: number): readonly [MetricQuery, ...MetricQuery[]] {
  const base = { id: valueId, periodSeconds };
  if ('promql' in source) return [{ ...base, promql: source.promql }];
  if ('metric' in source) return [{ ...base, metric: source.metric, statistic: source.metric.statistic }];
  const operands = Object.entries(source.metrics);
  return [
    { ...base, math: source.math },
    ...operands.map(([id, metric]) => ({ id, periodSeconds, metric, statistic: metric.statistic })),
  ];
}

/** Longer than an id of the configuration may be. */
const valueId = `value_${'0'.repeat(64)}`;

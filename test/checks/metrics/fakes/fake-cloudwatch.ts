import type { CloudWatchClient, MetricDataQuery, MetricDataResult } from '@aws-sdk/client-cloudwatch';
import { evaluateMath, type Series } from './metric-math.ts';

type Input = {
  MetricDataQueries: MetricDataQuery[];
  StartTime: Date;
  EndTime: Date;
  ScanBy?: string;
  NextToken?: string;
};

/**
 * A CloudWatch that keeps what was put into it and answers GetMetricData as documented: exact dimensions, statistics over whole periods, metric
 * math, newest first unless it is asked otherwise, pages, and statuses.
 */
export class FakeCloudWatch {
  readonly asked: Input[] = [];
  /** Makes calls fail. */
  broken: Error | undefined;
  /** The status of every metric whose name is in it. */
  readonly statuses = new Map<string, string>();
  pointsPerPage = 100_800;
  readonly #values = new Map<string, { at: number; value: number }[]>();

  /** Adds values that were measured at that time. */
  put(namespace: string, name: string, dimensions: Record<string, string>, at: Date, ...values: number[]): this {
    const key = keyOf(namespace, name, dimensions);
    this.#values.set(key, [...(this.#values.get(key) ?? []), ...values.map((value) => ({ at: at.getTime(), value }))]);
    return this;
  }

  /** As an SDK client. */
  readonly client = {
    send: async (command: { input: object }) => this.#answer(command.input as Input),
  } as unknown as CloudWatchClient;

  #answer(input: Input): object {
    this.asked.push(structuredClone(input));
    if (this.broken !== undefined) throw this.broken;
    const results = input.MetricDataQueries.map((query) => this.#resultOf(query, input));
    // A page has the same part of every series.
    const start = Number(input.NextToken ?? 0);
    const end = start + this.pointsPerPage;
    const isLast = results.every(({ Values = [] }) => Values.length <= end);
    return {
      MetricDataResults: results.map((result) => ({
        ...result,
        StatusCode: isLast || result.StatusCode !== 'Complete' ? result.StatusCode : 'PartialData',
        Timestamps: result.Timestamps?.slice(start, end),
        Values: result.Values?.slice(start, end),
      })),
      ...(!isLast && { NextToken: String(end) }),
    };
  }

  #resultOf(query: MetricDataQuery, input: Input): MetricDataResult {
    const { points, hasDropped } = this.#evaluate(query, input);
    const sorted = [...points].sort(([one], [other]) => one - other);
    if (input.ScanBy !== 'TimestampAscending') sorted.reverse();
    const name = query.MetricStat?.Metric?.MetricName ?? '';
    return {
      Id: query.Id,
      StatusCode: (this.statuses.get(name) ?? 'Complete') as 'Complete',
      Timestamps: sorted.map(([at]) => new Date(at)),
      Values: sorted.map(([, value]) => value),
      ...(hasDropped && {
        Messages: [
          { Code: 'ArithmeticError', Value: 'One or more data-points have been dropped due to non-numeric values' },
        ],
      }),
    };
  }

  #evaluate(query: MetricDataQuery, input: Input): { points: Series; hasDropped: boolean } {
    const [start, end] = [Math.floor(input.StartTime.getTime() / 60_000) * 60_000, input.EndTime.getTime()];
    if (query.Expression !== undefined) {
      const length = (query.Period ?? 60) * 1000;
      const times = Array.from({ length: Math.ceil((end - start) / length) }, (_, index) => start + index * length);
      const series = (id: string) => {
        const operand = input.MetricDataQueries.find((other) => other.Id === id);
        if (operand === undefined) throw new Error(`no query has the id ${id}`);
        return this.#evaluate(operand, input).points;
      };
      return evaluateMath(query.Expression, series, times);
    }
    const { Metric = {}, Period = 60, Stat = '' } = query.MetricStat ?? {};
    const dimensions = Object.fromEntries((Metric.Dimensions ?? []).map(({ Name, Value }) => [Name, Value ?? '']));
    const values = this.#values.get(keyOf(Metric.Namespace ?? '', Metric.MetricName ?? '', dimensions)) ?? [];
    const within = values.filter(({ at }) => at >= start && at < end);
    const periods = Map.groupBy(within, ({ at }) => start + Math.floor((at - start) / (Period * 1000)) * Period * 1000);
    const points = [...periods].map(
      ([at, inside]) =>
        [
          at,
          statisticOf(
            Stat,
            inside.map(({ value }) => value),
          ),
        ] as const,
    );
    return { points: new Map(points), hasDropped: false };
  }
}

function keyOf(namespace: string, name: string, dimensions: Readonly<Record<string, string>>): string {
  return JSON.stringify([namespace, name, Object.entries(dimensions).sort()]);
}

function statisticOf(name: string, values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  const sorted = values.toSorted((one, other) => one - other);
  if (name === 'Sum') return total;
  if (name === 'Average') return total / values.length;
  if (name === 'SampleCount') return values.length;
  if (name === 'Maximum') return sorted.at(-1) ?? 0;
  if (name === 'Minimum') return sorted[0] ?? 0;
  return sorted[Math.max(0, Math.ceil((Number(name.slice(1)) / 100) * sorted.length) - 1)] ?? 0;
}

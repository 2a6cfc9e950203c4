import type {
  MetricQuery,
  MetricReader,
  MetricSeries,
  MetricWindow,
} from '../../checks/metrics/reader/metric-reader.ts';
import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { Clock } from '../../hook/clock.ts';
import type { AnsweredRequest } from '../load-balancer/answered-request.ts';

/** Longer than any gate of the sandbox watches. */
const keptMs = 3 * 3_600_000;

type Kept = AnsweredRequest & { at: number };

/**
 * The metrics of the local load balancers, measured at their listeners while visitors come: what `AWS/ApplicationELB` has of each target group.
 * Times of day are the sandbox's, response times are real.
 */
export class LocalMetrics implements MetricReader {
  readonly #clock: Clock;
  #requests: Kept[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  readonly record = (request: AnsweredRequest): void => {
    const at = this.#clock.now().getTime();
    const oldest = this.#requests[0]?.at ?? at;
    if (at - oldest > 2 * keptMs) this.#requests = this.#requests.filter((kept) => at - kept.at < keptMs);
    this.#requests.push({ ...request, at });
  };

  async read(queries: readonly MetricQuery[], window: MetricWindow): Promise<ReadonlyMap<string, MetricSeries>> {
    return new Map(queries.map((query) => [query.id, this.#seriesOf(query, window)]));
  }

  #seriesOf(query: MetricQuery, { from, until }: MetricWindow): MetricSeries {
    if (!('metric' in query)) return { complete: false, reason: 'the sandbox has no metric math and no Prometheus' };
    const { metric, statistic, periodSeconds } = query;
    const measureOf = measured[metric.name];
    if (metric.namespace !== 'AWS/ApplicationELB' || measureOf === undefined) return { complete: true, points: [] };
    const requests = this.#requests.filter(
      (request) => request.at >= from.getTime() && request.at < until.getTime() && isOf(request, metric.dimensions),
    );
    const start = from.getTime();
    const periods = Map.groupBy(
      requests,
      ({ at }) => start + Math.floor((at - start) / (periodSeconds * 1000)) * periodSeconds * 1000,
    );
    const points = [...periods].flatMap(([at, inside]) => {
      const values = inside.flatMap((request) => measureOf(request) ?? []);
      return values.length === 0 ? [] : [{ at: new Date(at), value: statisticOf(statistic, values) }];
    });
    return { complete: true, points: points.sort((one, other) => one.at.getTime() - other.at.getTime()) };
  }
}

type Measure = (request: AnsweredRequest) => number | undefined;

/** A request that a metric does not count has no value in it, as CloudWatch gets none. */
const measured: Readonly<Record<string, Measure>> = {
  RequestCount: () => 1,
  TargetResponseTime: ({ status, seconds }) => (status === undefined ? undefined : seconds),
  TargetConnectionErrorCount: ({ status }) => (status === undefined ? 1 : undefined),
  ...Object.fromEntries(
    [2, 3, 4, 5].map((hundred): [string, Measure] => [
      `HTTPCode_Target_${hundred}XX_Count`,
      ({ status = 0 }) => (Math.floor(status / 100) === hundred ? 1 : undefined),
    ]),
  ),
};

function isOf({ listenerArn, targetGroupArn }: AnsweredRequest, dimensions: Readonly<Record<string, string>>): boolean {
  const loadBalancer = parseListenerRef(listenerArn)?.loadBalancerArn ?? '';
  return (
    loadBalancer.endsWith(`:loadbalancer/${dimensions['LoadBalancer']}`) &&
    targetGroupArn.endsWith(`:${dimensions['TargetGroup']}`)
  );
}

function statisticOf(name: string, values: readonly number[]): number {
  const total = values.reduce((sum, value) => sum + value, 0);
  if (!name.startsWith('p')) return name === 'Average' ? total / values.length : total;
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((Number(name.slice(1)) * sorted.length) / 100) - 1)] ?? 0;
}

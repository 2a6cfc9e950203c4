import { describe, expect, test } from 'vitest';
import type { MetricQuery } from '../../../src/checks/metrics/reader/metric-reader.ts';
import { LocalMetrics } from '../../../src/sandbox/aws/local-metrics.ts';
import type { AnsweredRequest } from '../../../src/sandbox/load-balancer/answered-request.ts';

const start = Date.parse('2026-11-22T14:00:00Z');
const at = (seconds: number) => new Date(start + seconds * 1000);
const arn = (rest: string) => `arn:aws:elasticloadbalancing:us-west-2:123456789012:${rest}`;
const dimensions = { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/blue/2' };
const window = { from: at(0), until: at(120) };

/** Each entry is a second and what happened then. */
function measured(...requests: [seconds: number, request: Partial<AnsweredRequest>][]) {
  let now = start;
  const metrics = new LocalMetrics({ now: () => new Date(now) });
  for (const [seconds, request] of requests) {
    now = start + seconds * 1000;
    const base = { listenerArn: arn('listener/app/shop/1/3'), targetGroupArn: arn('targetgroup/blue/2') };
    metrics.record({ ...base, status: 200, seconds: 0.1, ...request });
  }
  return async (name: string, statistic = 'Sum', more: Partial<MetricQuery> & { dimensions?: object } = {}) => {
    const metric = { namespace: 'AWS/ApplicationELB', name, dimensions: { ...dimensions, ...more.dimensions } };
    const query: MetricQuery = { id: 'a', periodSeconds: more.periodSeconds ?? 60, metric, statistic };
    const series = (await metrics.read([query], window)).get('a');
    return series?.complete ? series.points.map((point) => [(point.at.getTime() - start) / 1000, point.value]) : series;
  };
}

describe('LocalMetrics', () => {
  test('counts requests and answers by the minute, and has no point where nothing was counted', async () => {
    const read = measured([1, {}], [59, { status: 503 }], [60, {}], [121, {}]);

    expect(await read('RequestCount')).toEqual([
      [0, 2],
      [60, 1],
    ]);
    expect(await read('HTTPCode_Target_5XX_Count')).toEqual([[0, 1]]);
    expect(await read('HTTPCode_Target_4XX_Count')).toEqual([]);
  });

  test('counts a target that does not answer as a refused connection, without a response time', async () => {
    const read = measured([1, { status: undefined, seconds: 9 }], [2, {}]);

    expect(await read('TargetConnectionErrorCount')).toEqual([[0, 1]]);
    expect(await read('TargetResponseTime', 'p100')).toEqual([[0, 0.1]]);
  });

  test('has percentiles by nearest rank, of any period', async () => {
    const read = measured(...Array.from({ length: 20 }, (_, n): [number, object] => [n * 5, { seconds: n + 1 }]));

    expect(await read('TargetResponseTime', 'p50')).toEqual([
      [0, 6],
      [60, 16],
    ]);
    expect(await read('TargetResponseTime', 'p95', { periodSeconds: 120 })).toEqual([[0, 19]]);
  });

  test('distinguishes target groups and load balancers', async () => {
    const read = measured([1, {}]);

    expect(await read('RequestCount', 'Sum', { dimensions: { TargetGroup: 'targetgroup/green/3' } })).toEqual([]);
    expect(await read('RequestCount', 'Sum', { dimensions: { LoadBalancer: 'app/other/9' } })).toEqual([]);
  });

  test('says that it has no metric math', async () => {
    const metrics = new LocalMetrics({ now: () => at(0) });

    expect((await metrics.read([{ id: 'a', periodSeconds: 60, math: 'b * 2' }], window)).get('a')).toEqual({
      complete: false,
      reason: 'the sandbox has no metric math and no Prometheus',
    });
  });
});

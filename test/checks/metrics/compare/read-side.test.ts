import { describe, expect, test } from 'vitest';
import { readSide } from '../../../../src/checks/metrics/compare/read-side.ts';
import type { MetricComparison, Preset } from '../../../../src/checks/metrics/config/comparison-config.ts';
import type { MetricQuery } from '../../../../src/checks/metrics/reader/metric-reader.ts';
import { KnownSeries } from '../fakes/known-series.ts';
import { minute } from '../fakes/metrics-gate.ts';

const group = { LoadBalancer: 'app/shop/1', TargetGroup: 'targetgroup/a/1' };
const signal = new AbortController().signal;

const compared = (preset: Preset, method: MetricComparison['method'] = 'statistics'): MetricComparison => ({
  ...{ preset, method },
  ...{ maxRatio: 1.5, floor: 1, minRequests: 100, maxP: 0.01 },
});

const counts = {
  RequestCount: [100, 100],
  TargetConnectionErrorCount: [],
  HTTPCode_Target_2XX_Count: [90, 80],
  HTTPCode_Target_3XX_Count: [4],
  HTTPCode_Target_4XX_Count: [3, 3],
  HTTPCode_Target_5XX_Count: [2],
};

/** Both minutes of a target group; by the metric's name, and a percentile by its own name. */
function seriesOf(values: Readonly<Record<string, readonly number[]>>): KnownSeries {
  return new KnownSeries((query) => {
    const { name, statistic } = nameOf(query);
    return values[name === 'TargetResponseTime' ? statistic : name];
  });
}

function nameOf(query: MetricQuery): { name: string; statistic: string } {
  return 'metric' in query ? { name: query.metric.name, statistic: query.statistic } : { name: '', statistic: '' };
}

const read = (reader: KnownSeries, ...comparisons: MetricComparison[]) =>
  readSide(comparisons, group, { from: minute(0), until: minute(2) }, reader, signal);

describe('one version behind a load balancer', () => {
  test('is read in one call: the sum of each count by the minute, and the percentiles that are compared', async () => {
    const reader = seriesOf({ ...counts, p95: [0.1, 0.2], p50: [0.05] });
    await read(reader, compared('errorRate'), compared('p95'), compared('p50', 'ratio'), compared('requestCount'));

    const query = (id: string, name: string, statistic: string, periodSeconds: number) => ({
      ...{ id, periodSeconds, statistic },
      metric: { namespace: 'AWS/ApplicationELB', name, dimensions: group },
    });
    expect(reader.asked).toEqual([
      [
        query('requests', 'RequestCount', 'Sum', 60),
        query('refused', 'TargetConnectionErrorCount', 'Sum', 60),
        query('s2', 'HTTPCode_Target_2XX_Count', 'Sum', 60),
        query('s3', 'HTTPCode_Target_3XX_Count', 'Sum', 60),
        query('s4', 'HTTPCode_Target_4XX_Count', 'Sum', 60),
        query('s5', 'HTTPCode_Target_5XX_Count', 'Sum', 60),
        query('p95', 'TargetResponseTime', 'p95', 60),
        query('p50', 'TargetResponseTime', 'p50', 120),
      ],
    ]);
  });

  test('has its counts over the whole window, and response times in milliseconds', async () => {
    const reader = seriesOf({ ...counts, p95: [0.1, 0.2], p50: [0.05] });

    expect(await read(reader, compared('p95'), compared('p50', 'ratio'), compared('errorRate'))).toEqual({
      ...{ minutes: 2, requests: 200, errors: 2, unanswered: 200 - 170 - 4 - 6 - 2 },
      times: new Map([
        ['p95', [100, 200]],
        ['p50', [50]],
      ]),
    });
  });

  test('counts a refused connection as an error, and as a request if it was not counted as one', async () => {
    const refused = { RequestCount: [3], TargetConnectionErrorCount: [5, 2] };

    expect(await read(seriesOf({ ...counts, ...refused }), compared('errorRate'))).toMatchObject({
      ...{ requests: 9, errors: 9, unanswered: 0 },
    });
  });

  test('has no percentile of the whole window if CloudWatch has split it', async () => {
    const { times } = await read(seriesOf({ ...counts, p50: [0.05, 0.07] }), compared('p50', 'ratio'));

    expect(times).toEqual(new Map([['p50', []]]));
  });
});

describe('an incomplete series', () => {
  test.each([
    ['HTTPCode_Target_4XX_Count', 'HTTPCode_Target_4XX_Count of targetgroup/a/1: throttled'],
    ['p95', 'TargetResponseTime p95 of targetgroup/a/1: throttled'],
  ])('of %s is an error that names it', async (name, message) => {
    const reader = seriesOf({ ...counts, p95: [0.1] });
    reader.incomplete = (query) => Object.values(nameOf(query)).includes(name);

    await expect(read(reader, compared('p95'))).rejects.toThrow(message);
  });

  test('that is missing in the answer is one as well', async () => {
    const reader = seriesOf(counts);
    reader.forgets = ({ id }) => id === 's2';

    await expect(read(reader, compared('errorRate'))).rejects.toThrow(
      'HTTPCode_Target_2XX_Count of targetgroup/a/1: there was no answer for it',
    );
  });
});

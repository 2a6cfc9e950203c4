import { describe, expect, test } from 'vitest';
import { cloudwatchMetricReader } from '../../../../src/checks/metrics/reader/cloudwatch-metric-reader.ts';
import type { MetricQuery } from '../../../../src/checks/metrics/reader/metric-reader.ts';
import { FakeCloudWatch } from '../fakes/fake-cloudwatch.ts';
import { minute } from '../fakes/metrics-gate.ts';

const { signal } = new AbortController();
const window = { from: minute(0), until: minute(10) };
const errors = {
  ...{ id: 'errors', periodSeconds: 60, statistic: 'Sum' },
  metric: { namespace: 'Shop', name: 'Errors', dimensions: { Service: 'shop' } },
};

function cloudwatchWith(minutes: number): FakeCloudWatch {
  const cloudwatch = new FakeCloudWatch();
  for (let at = 0; at < minutes; at += 1) cloudwatch.put('Shop', 'Errors', { Service: 'shop' }, minute(at), at, 1);
  return cloudwatch;
}

const read = (cloudwatch: FakeCloudWatch, ...queries: MetricQuery[]) =>
  cloudwatchMetricReader(cloudwatch.client, { accountId: undefined }).read(queries, window, signal);

describe('cloudwatchMetricReader', () => {
  test('reads a metric, oldest first', async () => {
    const series = await read(cloudwatchWith(3), errors);

    expect(series.get('errors')).toEqual({
      complete: true,
      points: [1, 2, 3].map((value, at) => ({ at: minute(at), value })),
    });
  });

  test('names no unit, because a wrong one looks like no data', async () => {
    const cloudwatch = cloudwatchWith(1);
    await read(cloudwatch, errors);

    expect(JSON.stringify(cloudwatch.asked)).not.toMatch(/Unit/);
  });

  test('reads all pages, of which only the last is complete', async () => {
    const cloudwatch = cloudwatchWith(10);
    cloudwatch.pointsPerPage = 3;

    const series = await read(cloudwatch, errors, { ...errors, id: 'again' });

    expect(cloudwatch.asked).toHaveLength(4);
    expect(series.get('errors')).toMatchObject({ complete: true, points: { length: 10 } });
    expect(series.get('again')).toEqual(series.get('errors'));
  });

  test('evaluates metric math over what is read with it', async () => {
    const series = await read(cloudwatchWith(3), { id: 'double', periodSeconds: 60, math: 'errors * 2' }, errors);

    expect(series.get('double')).toMatchObject({ points: [{ value: 2 }, { value: 4 }, { value: 6 }] });
  });

  test('distinguishes dimensions: another set is another metric, without data', async () => {
    const other: MetricQuery = { ...errors, metric: { namespace: 'Shop', name: 'Errors', dimensions: {} } };

    expect((await read(cloudwatchWith(3), other)).get('errors')).toEqual({ complete: true, points: [] });
  });

  test('asks for another account', async () => {
    const cloudwatch = cloudwatchWith(1);
    await cloudwatchMetricReader(cloudwatch.client, { accountId: '111122223333' }).read([errors], window, signal);

    expect(cloudwatch.asked[0]?.MetricDataQueries[0]).toMatchObject({ AccountId: '111122223333' });
  });

  test('splits more queries than one call may have', async () => {
    const cloudwatch = cloudwatchWith(1);
    const many = Array.from({ length: 501 }, (_, index) => ({ ...errors, id: `e${index}` }));

    expect((await read(cloudwatch, ...many)).size).toBe(501);
    expect(cloudwatch.asked.map(({ MetricDataQueries }) => MetricDataQueries.length)).toEqual([500, 1]);
  });

  test.each([
    [{ MetricDataResults: [] }, 'CloudWatch answered no answer'],
    [{ MetricDataResults: [{ Id: 'errors', StatusCode: 'InternalError' }] }, 'CloudWatch answered InternalError'],
    [
      { MetricDataResults: [{ Id: 'errors', StatusCode: 'Complete' }], Messages: [{ Value: 'Maximum exceeded' }] },
      'CloudWatch answered Complete: Maximum exceeded',
    ],
    [
      { MetricDataResults: [{ Id: 'errors', StatusCode: 'Complete', Messages: [{ Code: 'Odd', Value: 'odd' }] }] },
      'CloudWatch answered Complete: odd',
    ],
  ])('is incomplete if CloudWatch answers %j', async (answer, reason) => {
    const client = { send: async () => answer } as never;
    const series = await cloudwatchMetricReader(client, { accountId: undefined }).read([errors], window, signal);

    expect(series.get('errors')).toEqual({ complete: false, reason });
  });
});

describe('the fake that these tests read from', () => {
  const ask = async (math: string) => {
    const cloudwatch = new FakeCloudWatch();
    for (const [at, requests, failed] of [
      [0, 100, 4],
      [1, 50, undefined],
      [3, undefined, 2],
    ] as const) {
      if (requests !== undefined) cloudwatch.put('Shop', 'Requests', {}, minute(at), requests);
      if (failed !== undefined) cloudwatch.put('Shop', 'Failed', {}, minute(at), failed);
    }
    const query = (id: string, name: string): MetricQuery => ({
      ...{ id, periodSeconds: 60, statistic: 'Sum' },
      metric: { namespace: 'Shop', name, dimensions: {} },
    });
    const queries = [
      { id: 'result', periodSeconds: 60, math },
      query('requests', 'Requests'),
      query('failed', 'Failed'),
    ];
    const reader = cloudwatchMetricReader(cloudwatch.client, { accountId: undefined });
    const series = (await reader.read(queries, { from: minute(0), until: minute(4) }, signal)).get('result');
    return series?.complete
      ? series.points.map(({ at, value }) => [(at.getTime() - minute(0).getTime()) / 60_000, value])
      : series;
  };

  test.each([
    [
      'failed + requests',
      [
        [0, 104],
        [1, 50],
        [3, 2],
      ],
      'missing counts as 0',
    ],
    [
      '100 * failed / requests',
      [
        [0, 4],
        [1, 0],
      ],
      'a division by zero drops the point',
    ],
    [
      'FILL(failed, 0)',
      [
        [0, 4],
        [1, 0],
        [2, 0],
        [3, 2],
      ],
      'FILL turns what is late into a healthy 0',
    ],
    ['IF(requests >= 60, failed)', [[0, 4]], 'IF drops what is false'],
    [
      'IF(requests >= 40, 100 * FILL(failed, 0) / requests)',
      [
        [0, 4],
        [1, 0],
      ],
      'both together',
    ],
  ])('evaluates %s as documented: %j, since %s', async (math, points) => {
    expect(await ask(math)).toEqual(points);
  });
});

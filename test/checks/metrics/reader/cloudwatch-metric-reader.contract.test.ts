import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import { cloudwatchMetricReader } from '../../../../src/checks/metrics/reader/cloudwatch-metric-reader.ts';
import type { MetricQuery } from '../../../../src/checks/metrics/reader/metric-reader.ts';
import { motoClientConfig } from '../../../helpers/moto.ts';
import { useMoto } from '../../../helpers/use-moto.ts';

const moto = useMoto();
const { signal } = new AbortController();

// Moto has neither metric math nor percentiles: those are tested with a fake.
describe('cloudwatchMetricReader over the wire', () => {
  test('reads sums by the minute, and nothing of other dimensions', async () => {
    const client = new CloudWatchClient(motoClientConfig(moto().endpoint));
    const start = Math.floor(Date.now() / 60_000) * 60_000 - 600_000;
    const minute = (number: number) => new Date(start + number * 60_000);
    for (const [at, value] of [
      [0, 3],
      [0, 4],
      [2, 5],
      [9, 100],
    ] as const) {
      await client.send(
        new PutMetricDataCommand({
          Namespace: 'Shop',
          MetricData: [
            {
              MetricName: 'Errors',
              Timestamp: minute(at),
              Value: value,
              Dimensions: [{ Name: 'Service', Value: 'shop' }],
            },
          ],
        }),
      );
    }
    const query = (id: string, service: string): MetricQuery => ({
      ...{ id, periodSeconds: 60, statistic: 'Sum' },
      metric: { namespace: 'Shop', name: 'Errors', dimensions: { Service: service } },
    });

    const window = { from: minute(0), until: minute(5) };
    const series = await cloudwatchMetricReader(client, { accountId: undefined }).read(
      [query('shop', 'shop'), query('other', 'other')],
      window,
      signal,
    );

    expect(series.get('shop')).toEqual({
      complete: true,
      points: [
        { at: minute(0), value: 7 },
        { at: minute(2), value: 5 },
      ],
    });
    expect(series.get('other')).toEqual({ complete: true, points: [] });
  });

  test('stops when the signal aborts', async () => {
    const client = new CloudWatchClient(motoClientConfig(moto().endpoint));
    const query: MetricQuery = {
      id: 'a',
      periodSeconds: 60,
      metric: { namespace: 'a', name: 'a', dimensions: {} },
      statistic: 'Sum',
    };
    const reader = cloudwatchMetricReader(client, { accountId: undefined });

    await expect(
      reader.read([query], { from: new Date(0), until: new Date(60_000) }, AbortSignal.abort()),
    ).rejects.toMatchObject({ name: 'AbortError' });
  });
});

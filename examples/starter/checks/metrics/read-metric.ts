import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import type { ReadMetric } from './check.ts';

/** Reads metrics of CloudWatch. Needs `cloudwatch:GetMetricData`. */
export function metricReader(client: Pick<CloudWatchClient, 'send'>): ReadMetric {
  return async ({ namespace, metric, dimensions, statistic, from, until }, abortSignal) => {
    const command = new GetMetricDataCommand({
      StartTime: from,
      EndTime: until,
      ScanBy: 'TimestampAscending',
      MetricDataQueries: [
        {
          Id: 'metric',
          MetricStat: {
            Metric: {
              Namespace: namespace,
              MetricName: metric,
              Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
            },
            Period: 60,
            Stat: statistic,
          },
        },
      ],
    });
    const { MetricDataResults: [result] = [] } = await client.send(command, { abortSignal });
    if (result?.StatusCode !== 'Complete') {
      throw new Error(`CloudWatch has not read ${metric} completely: ${result?.StatusCode ?? 'no result'}`);
    }
    return result.Values ?? [];
  };
}

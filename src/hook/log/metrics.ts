/**
 * Metrics are part of the one log line of an invocation, in CloudWatch's embedded metric format, so they need no call and no second line.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embedMetrics(at: Date, dimensions: Record<string, string>, values: Record<string, MetricValue>) {
  return {
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [
        {
          Namespace: 'Greenlight',
          Dimensions: [Object.keys(dimensions)],
          Metrics: Object.entries(values).map(([Name, { unit: Unit }]) => ({ Name, Unit })),
        },
      ],
    },
    ...dimensions,
    ...Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, value])),
  };
}

type MetricValue = { value: number; unit: 'Count' | 'Milliseconds' | 'Seconds' };

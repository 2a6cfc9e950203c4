import { type CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';

/** The value of a minute by its number since the first one asked for; undefined if the minute has no data. */
export type ValueOfMinute = (minute: number) => number | undefined;

export type FakeCloudWatch = Pick<CloudWatchClient, 'send'> & {
  /** The dimensions that were asked for, as `Service=shop`. */
  dimensions: Set<string>;
};

/** CloudWatch with a metric that has data only for the minutes that are over. */
export function fakeCloudWatch(dataIn: ValueOfMinute): FakeCloudWatch {
  const dimensions = new Set<string>();
  const send = async (command: unknown) => {
    if (!(command instanceof GetMetricDataCommand)) throw new Error('the fake does not know this command');
    const { StartTime: from, EndTime: until, MetricDataQueries: [query] = [] } = command.input;
    if (!from || !until) throw new Error('ValidationError: StartTime and EndTime are required');
    for (const { Name, Value } of query?.MetricStat?.Metric?.Dimensions ?? []) dimensions.add(`${Name}=${Value}`);
    const minutes = Array.from({ length: (until.getTime() - from.getTime()) / 60_000 }, (_, minute) => minute);
    const values = minutes.flatMap((minute) => dataIn(minute) ?? []);
    return { MetricDataResults: [{ Id: 'metric', StatusCode: 'Complete', Values: values }] };
  };
  return { send: send as CloudWatchClient['send'], dimensions };
}

import {
  type AlarmType,
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmsCommand,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmReader, AlarmState } from './alarm-reader.ts';

/**
 * Reads alarms through the SDK: metric and composite ones first, and log alarms only among the names that are left, because that type
 * is new (2026) and a Region that does not know it yet refuses the call.
 */
export function cloudwatchAlarmReader(client: Pick<CloudWatchClient, 'send'>): AlarmReader {
  return {
    async states(names, signal) {
      const found = new Map<string, AlarmState>();
      for (const types of [['MetricAlarm', 'CompositeAlarm'], ['LogAlarm']] as const) {
        const left = names.filter((name) => !found.has(name));
        for (const batch of batchesOf(left, namesPerCall)) {
          await read(client, batch, types, found, signal);
        }
      }
      return found;
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const namesPerCall = 100;

async function read(
  client: Pick<CloudWatchClient, 'send'>,
  names: readonly string[],
  types: readonly AlarmType[],
  found: Map<string, AlarmState>,
  signal: AbortSignal,
): Promise<void> {
  let nextToken: string | undefined;
  do {
    const page = await client.send(
      new DescribeAlarmsCommand({
        AlarmNames: [...names],
        // Without it CloudWatch tells of metric alarms only.
        AlarmTypes: [...types],
        MaxRecords: namesPerCall,
        NextToken: nextToken,
      }),
      { abortSignal: signal },
    );
    for (const alarm of [...(page.MetricAlarms ?? []), ...(page.CompositeAlarms ?? []), ...(page.LogAlarms ?? [])]) {
      if (alarm.AlarmName !== undefined) found.set(alarm.AlarmName, stateOf(alarm));
    }
    nextToken = page.NextToken;
  } while (nextToken);
}

function stateOf(alarm: MetricAlarm | CompositeAlarm | LogAlarm): AlarmState {
  return {
    value: alarm.StateValue,
    reason: alarm.StateReason,
    // The updated timestamp moves on without a change of state; taken alone it makes an alarm look younger, never older.
    since: alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp,
    evaluation: 'EvaluationState' in alarm ? alarm.EvaluationState : undefined,
  };
}

function* batchesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}

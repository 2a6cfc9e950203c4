import {
  type AlarmType,
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';
import type { AlarmReader, AlarmState } from './alarm-reader.ts';

/**
 * Reads alarms through the SDK: metric and composite alarms first, and log alarms only for the names that are left, because that type is new
 * (2026) and a Region without it refuses the call.
 */
export function cloudwatchAlarmReader(client: Pick<CloudWatchClient, 'send'>): AlarmReader {
  return {
    async states(names, signal) {
      const found = new Map<string, AlarmState>();
      for (const types of [['MetricAlarm', 'CompositeAlarm'], ['LogAlarm']] as const) {
        const left = names.filter((name) => !found.has(name));
        for (const batch of batchesOf(left, namesPerCall)) {
          if (!(await readUnlessUnknown(client, batch, types, found, signal))) break;
        }
      }
      return found;
    },

    async lastAlarm(name, since, signal) {
      let nextToken: string | undefined;
      do {
        const page = await client.send(
          new DescribeAlarmHistoryCommand({
            AlarmName: name,
            // Without it CloudWatch returns metric alarms only. Log alarms have no type of their own here.
            AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
            HistoryItemType: 'StateUpdate',
            StartDate: since,
            ScanBy: 'TimestampDescending',
            NextToken: nextToken,
          }),
          { abortSignal: signal },
        );
        const item = page.AlarmHistoryItems?.find(({ HistoryData }) => newStateOf(HistoryData) === 'ALARM');
        if (item?.Timestamp !== undefined) return item.Timestamp;
        nextToken = page.NextToken;
      } while (nextToken);
      return undefined;
    },
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const namesPerCall = 100;

const historySchema = v.object({ newState: v.object({ stateValue: v.string() }) });

/** @throws Error if it cannot be read, because an alarm may be hidden in it */
function newStateOf(historyData: string | undefined): string {
  return v.parse(historySchema, JSON.parse(historyData ?? '')).newState.stateValue;
}

/** False if CloudWatch does not support log alarms here: then there are none. */
async function readUnlessUnknown(...[client, names, types, found, signal]: Parameters<typeof read>): Promise<boolean> {
  try {
    await read(client, names, types, found, signal);
    return true;
  } catch (error) {
    if (types.includes('LogAlarm') && refusesAlarmType(error)) return false;
    throw error;
  }
}

function refusesAlarmType(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const isRefusal = /^(Validation|InvalidParameter|SerializationException|MalformedInput)/.test(error.name);
  return isRefusal && /alarm\s?types?|LogAlarm/i.test(error.message);
}

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
        // Without it CloudWatch returns metric alarms only.
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
    warmUpMinutes:
      'WarmUpConfiguration' in alarm ? alarm.WarmUpConfiguration?.WarmUpPeriodDurationInMinutes : undefined,
  };
}

function* batchesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}

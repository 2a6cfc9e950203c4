import {
  type AlarmHistoryItem,
  type AlarmType,
  type CloudWatchClient,
  type CompositeAlarm,
  DescribeAlarmHistoryCommand,
  DescribeAlarmsCommand,
  type DescribeAlarmsCommandInput,
  type LogAlarm,
  type MetricAlarm,
} from '@aws-sdk/client-cloudwatch';
import * as v from 'valibot';
import type { AlarmState, AlarmTransition, MoreAlarmReader } from './alarm-reader.ts';

/**
 * Reads alarms through the SDK: metric and composite alarms first, and log alarms only for the names that are left, because that type is new
 * (2026) and a Region without it refuses the call.
 */
export function cloudwatchAlarmReader(client: Client): Omit<MoreAlarmReader, 'withTags'> {
  return {
    async states(names, signal) {
      const found = new Map<string, AlarmState>();
      for (const types of allTypes) {
        const left = names.filter((name) => !found.has(name));
        for (const batch of batchesOf(left, alarmsPerCall)) {
          if (!(await readUnlessUnknown(client, { AlarmNames: [...batch] }, types, found, signal))) break;
        }
      }
      return found;
    },

    async lastAlarm(name, since, signal) {
      for await (const { HistoryData, Timestamp } of historyOf(client, name, since, signal)) {
        if (transitionOf(HistoryData).newState.stateValue === 'ALARM' && Timestamp !== undefined) return Timestamp;
      }
      return undefined;
    },

    async transitions(name, since, signal) {
      const transitions: AlarmTransition[] = [];
      for await (const { HistoryData, Timestamp } of historyOf(client, name, since, signal)) {
        const { oldState, newState } = transitionOf(HistoryData);
        if (Timestamp === undefined || oldState === undefined) throw new Error(`the history of ${name} is incomplete`);
        transitions.push({ at: Timestamp, from: oldState.stateValue, to: newState.stateValue });
      }
      return transitions;
    },

    childrenInAlarm: async (name, signal) => {
      const names: string[] = [];
      // CloudWatch allows no other filter together with this one.
      for await (const alarm of pagesOf(client, { ChildrenOfAlarmName: name }, signal)) {
        if (alarm.StateValue === 'ALARM' && alarm.AlarmName !== undefined) names.push(alarm.AlarmName);
      }
      return names;
    },

    async withPrefix(prefix, max, signal) {
      const found = new Map<string, AlarmState>();
      for (const types of allTypes) {
        await readUnlessUnknown(client, { AlarmNamePrefix: prefix }, types, found, signal, max);
      }
      return found;
    },
  };
}

type Client = Pick<CloudWatchClient, 'send'>;

const allTypes = [['MetricAlarm', 'CompositeAlarm'], ['LogAlarm']] as const;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
const alarmsPerCall = 100;

/** The newest first. A log alarm has a history of its type only, and nothing in that of the others. */
async function* historyOf(...where: Parameters<typeof pagesOfHistory>): AsyncGenerator<AlarmHistoryItem> {
  let isEmpty = true;
  for await (const item of pagesOfHistory(...where)) {
    isEmpty = false;
    yield item;
  }
  if (!isEmpty) return;
  const [client, name, since, signal] = where;
  try {
    yield* pagesOfHistory(client, name, since, signal, ['LogAlarm']);
  } catch (error) {
    if (!refusesAlarmType(error)) throw error;
  }
}

async function* pagesOfHistory(
  client: Client,
  AlarmName: string,
  StartDate: Date,
  abortSignal: AbortSignal,
  // Without them CloudWatch returns metric alarms only.
  AlarmTypes: AlarmType[] = ['MetricAlarm', 'CompositeAlarm'],
): AsyncGenerator<AlarmHistoryItem> {
  let NextToken: string | undefined;
  do {
    const command = new DescribeAlarmHistoryCommand({
      ...{ AlarmName, AlarmTypes, StartDate, NextToken },
      HistoryItemType: 'StateUpdate',
      ScanBy: 'TimestampDescending',
    });
    const page = await client.send(command, { abortSignal });
    yield* page.AlarmHistoryItems ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
}

const stateSchema = v.object({ stateValue: v.string() });
const historySchema = v.object({ newState: stateSchema, oldState: v.optional(stateSchema) });

/** @throws Error if it cannot be read, because an alarm may be hidden in it */
function transitionOf(historyData: string | undefined): v.InferOutput<typeof historySchema> {
  return v.parse(historySchema, JSON.parse(historyData ?? ''));
}

/** False if CloudWatch does not support log alarms here: then there are none. */
async function readUnlessUnknown(...[client, which, types, ...rest]: Parameters<typeof read>): Promise<boolean> {
  try {
    await read(client, which, types, ...rest);
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
  client: Client,
  which: Which,
  types: readonly AlarmType[],
  found: Map<string, AlarmState>,
  signal: AbortSignal,
  max = Number.POSITIVE_INFINITY,
): Promise<void> {
  // Without the types CloudWatch returns metric alarms only.
  for await (const alarm of pagesOf(client, { ...which, AlarmTypes: [...types] }, signal)) {
    if (alarm.AlarmName !== undefined) found.set(alarm.AlarmName, stateOf(alarm));
    if (found.size > max) return;
  }
}

type Which = Pick<DescribeAlarmsCommandInput, 'AlarmNames' | 'AlarmNamePrefix'>;

async function* pagesOf(
  client: Client,
  request: DescribeAlarmsCommandInput,
  abortSignal: AbortSignal,
): AsyncGenerator<MetricAlarm | CompositeAlarm | LogAlarm> {
  let NextToken: string | undefined;
  do {
    const command = new DescribeAlarmsCommand({ ...request, MaxRecords: alarmsPerCall, NextToken });
    const page = await client.send(command, { abortSignal });
    yield* page.MetricAlarms ?? [];
    yield* (page.CompositeAlarms ?? []).map((alarm) => ({ ...alarm, isComposite: true }));
    yield* page.LogAlarms ?? [];
    NextToken = page.NextToken;
  } while (NextToken);
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
    ...('isComposite' in alarm && { isComposite: true }),
  };
}

function* batchesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) {
    yield items.slice(start, start + size);
  }
}

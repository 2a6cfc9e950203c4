import type {
  AlarmType,
  CloudWatchClient,
  CompositeAlarm,
  LogAlarm,
  MetricAlarm,
  WarmUpConfiguration,
} from '@aws-sdk/client-cloudwatch';
import type { AlarmFacts, MetricFacts } from './alarm-facts.ts';

type Client = Pick<CloudWatchClient, 'send'>;

/**
 * Reads alarms of every type; those that do not exist are left out.
 *
 * Log alarms are new (2026). They get a call of their own for the names that are left, so that a Region that does not know the type yet
 * still answers for the others.
 */
export async function readAlarms(client: Client, names: readonly string[]): Promise<readonly AlarmFacts[]> {
  const found = await describe(client, names, ['MetricAlarm', 'CompositeAlarm']);
  const left = names.filter((name) => !found.some((alarm) => alarm.name === name));
  return left.length === 0 ? found : [...found, ...(await describeLogAlarms(client, left))];
}

async function describeLogAlarms(client: Client, names: readonly string[]): Promise<readonly AlarmFacts[]> {
  try {
    return await describe(client, names, ['LogAlarm']);
  } catch (error) {
    if (error instanceof Error && typeIsUnknown.test(error.name)) return [];
    throw error;
  }
}

const typeIsUnknown = /^(ValidationError|ValidationException|InvalidParameterValue(Exception)?)$/;

const namesPerCall = 100;

async function describe(client: Client, names: readonly string[], types: AlarmType[]): Promise<readonly AlarmFacts[]> {
  const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
  const found: AlarmFacts[] = [];
  for (let at = 0; at < names.length; at += namesPerCall) {
    const AlarmNames = names.slice(at, at + namesPerCall);
    const page = await client.send(
      new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: types, MaxRecords: namesPerCall }),
    );
    found.push(...(page.MetricAlarms ?? []).map(factsOfMetricAlarm));
    found.push(...(page.CompositeAlarms ?? []).map(factsOfAny));
    found.push(...(page.LogAlarms ?? []).map((alarm) => ({ ...factsOfAny(alarm), ...missingDataOf(alarm) })));
  }
  return found;
}

function factsOfAny(alarm: MetricAlarm | CompositeAlarm | LogAlarm): AlarmFacts {
  const { AlarmName: name = '', StateValue: state = '', StateTransitionedTimestamp, StateUpdatedTimestamp } = alarm;
  return {
    ...{ name, state, missingData: undefined, metrics: [], expressions: [], input: undefined },
    changedAt: StateTransitionedTimestamp ?? StateUpdatedTimestamp,
    warmsUpUntil: endOfWarmUp(
      'WarmUpConfiguration' in alarm ? alarm.WarmUpConfiguration : undefined,
      alarm.AlarmConfigurationUpdatedTimestamp,
    ),
  };
}

function factsOfMetricAlarm(alarm: MetricAlarm): AlarmFacts {
  const { Metrics = [], Namespace: namespace, MetricName: name } = alarm;
  const metrics = [
    ...(namespace !== undefined && name !== undefined ? [{ namespace, name }] : []),
    ...Metrics.flatMap(({ MetricStat }): MetricFacts[] =>
      MetricStat ? [{ namespace: MetricStat.Metric?.Namespace ?? '', name: MetricStat.Metric?.MetricName ?? '' }] : [],
    ),
  ];
  return {
    ...factsOfAny(alarm),
    metrics,
    expressions: Metrics.flatMap(({ Expression }) => Expression ?? []),
    ...(alarm.EvaluationCriteria === undefined && missingDataOf(alarm)),
    input: inputOf(alarm),
  };
}

function missingDataOf({ TreatMissingData }: MetricAlarm | LogAlarm): Pick<AlarmFacts, 'missingData'> {
  return { missingData: TreatMissingData ?? 'missing' };
}

/** "After you create or update the alarm, the alarm stays in INSUFFICIENT_DATA for this duration." */
function endOfWarmUp(warmUp: WarmUpConfiguration | undefined, updatedAt: Date | undefined): Date | undefined {
  const minutes = warmUp?.WarmUpPeriodDurationInMinutes ?? 0;
  return updatedAt && minutes > 0 ? new Date(updatedAt.getTime() + minutes * 60_000) : undefined;
}

/** DescribeAlarms returns what PutMetricAlarm takes, and these members too. */
function inputOf(alarm: MetricAlarm): AlarmFacts['input'] {
  const {
    AlarmArn: _arn,
    AlarmConfigurationUpdatedTimestamp: _updated,
    EvaluationState: _evaluation,
    StateReason: _reason,
    StateReasonData: _data,
    StateTransitionedTimestamp: _transitioned,
    StateUpdatedTimestamp: _stateUpdated,
    StateValue: _state,
    ...input
  } = alarm;
  // Empty members are left out: with a single metric, CloudWatch refuses an empty list of Metrics.
  return Object.fromEntries(Object.entries(input).filter(([, value]) => !(Array.isArray(value) && value.length === 0)));
}

import { formatTime } from '../../wording/times.ts';
import type { AlarmFacts } from './alarm-facts.ts';
import { reportedWhen } from './sparse-metrics.ts';

/** What can be wrong with an alarm that a gate or a deployment watches: ids of doctor's rules. */
type AlarmProblem = { rule: AlarmRule; found: string; fix: string };

export const alarmRules = ['alarm-never-ok', 'alarm-warms-up', 'alarm-without-data', 'alarm-in-alarm'] as const;
type AlarmRule = (typeof alarmRules)[number];

/** How an alarm is used. An ECS deployment treats an alarm without data as OK; a gate does so only if configured to. */
type AlarmUse = { needsData: boolean; now: Date };

/** Everything that keeps an existing alarm from letting a deployment through. */
export function problemsOfAlarm(alarm: AlarmFacts, use: AlarmUse): readonly AlarmProblem[] {
  const neverOk = use.needsData ? judgeMissingData(alarm) : undefined;
  return [
    ...(neverOk ? [neverOk] : []),
    ...judgeWarmUp(alarm, use),
    ...(neverOk ? [] : judgeData(alarm, use)),
    ...judgeState(alarm),
  ];
}

/** A metric that is reported only when something goes wrong has no data while all is well. */
function judgeMissingData(alarm: AlarmFacts): AlarmProblem | undefined {
  const { metrics, expressions, missingData } = alarm;
  const isSparse = metrics.length > 0 && metrics.every((metric) => reportedWhen(metric) === 'on-error');
  const fillsGaps = expressions.some((expression) => /\bFILL\s*\(/i.test(expression));
  const said = missingData === undefined ? undefined : withoutErrors(missingData, alarm.state);
  if (!isSparse || fillsGaps || said === undefined) return undefined;
  const names = [...new Set(metrics.map(({ name }) => name))].join(', ');
  return {
    rule: 'alarm-never-ok',
    found: `CloudWatch reports ${names} only when there are errors, and TreatMissingData is ${missingData}: without errors the alarm ${said}`,
    fix: makeOk(alarm),
  };
}

/** The alarm's state as long as nothing is reported; undefined if that is OK. */
function withoutErrors(missingData: string, state: string): string | undefined {
  if (missingData === 'missing') return 'is INSUFFICIENT_DATA, never OK';
  if (missingData === 'breaching') return 'is ALARM, never OK';
  // The state is kept, so an alarm that is OK stays OK.
  return missingData === 'ignore' && state !== 'OK' ? `stays ${state}` : undefined;
}

function makeOk({ name, input }: AlarmFacts): string {
  const where = 'set TreatMissingData to notBreaching where the alarm is defined';
  if (!input) return `${where}: aws cloudwatch describe-alarms --alarm-names ${quote(name)}`;
  const json = JSON.stringify({ ...input, TreatMissingData: 'notBreaching' });
  return `${where}, or: aws cloudwatch put-metric-alarm --cli-input-json ${quote(json)}`;
}

function judgeWarmUp({ state, warmsUpUntil }: AlarmFacts, { needsData, now }: AlarmUse): readonly AlarmProblem[] {
  if (!needsData || warmsUpUntil === undefined || warmsUpUntil <= now || state !== 'INSUFFICIENT_DATA') return [];
  const found = `it was created or changed a moment ago and may say INSUFFICIENT_DATA until ${formatTime(warmsUpUntil)}`;
  return [
    {
      rule: 'alarm-warms-up',
      found,
      fix: `deploy after ${formatTime(warmsUpUntil)}, or raise waitMinutes of the gate`,
    },
  ];
}

const dayMs = 24 * 60 * 60 * 1000;

function judgeData(alarm: AlarmFacts, { needsData, now }: AlarmUse): readonly AlarmProblem[] {
  const { name, state, changedAt, metrics, missingData, warmsUpUntil } = alarm;
  if (state !== 'INSUFFICIENT_DATA' || (warmsUpUntil !== undefined && warmsUpUntil > now)) return [];
  const since = `INSUFFICIENT_DATA since ${changedAt ? formatTime(changedAt) : 'an unknown time'}`;
  const needsRequests = metrics.length > 0 && metrics.every((metric) => reportedWhen(metric) !== undefined);
  if (needsData && needsRequests && missingData !== undefined) {
    const names = [...new Set(metrics.map((metric) => metric.name))].join(', ');
    return [
      {
        rule: 'alarm-without-data',
        found: `${since}: CloudWatch reports ${names} only while there are requests, and the group without traffic gets none`,
        fix: `send requests to the new version before this gate (a smoke test at an earlier stage), or ${makeOk(alarm)}`,
      },
    ];
  }
  if (changedAt === undefined || now.getTime() - changedAt.getTime() <= dayMs) return [];
  const look = `aws cloudwatch describe-alarms --alarm-names ${quote(name)}`;
  const fix = `correct its metric and dimensions (${look}), or set treat-missing-data to notBreaching`;
  return [{ rule: 'alarm-without-data', found: since, fix }];
}

function judgeState({ name, state, changedAt }: AlarmFacts): readonly AlarmProblem[] {
  if (state !== 'ALARM') return [];
  return [
    {
      rule: 'alarm-in-alarm',
      found: `ALARM since ${changedAt ? formatTime(changedAt) : 'an unknown time'}`,
      fix: `see why before you deploy: aws cloudwatch describe-alarms --alarm-names ${quote(name)} --alarm-types MetricAlarm CompositeAlarm LogAlarm --query "*[].StateReason"`,
    },
  ];
}

/** For a shell. */
function quote(text: string): string {
  return /^[\w./:-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

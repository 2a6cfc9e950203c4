import type { MoreAlarmsConfig } from '../alarms-config.ts';
import type { JudgedAlarm } from '../judge-alarms.ts';

/** What an alarm that went off means if some may, or if the gate waits until it has recovered. */
export function allowAlarms(
  judged: readonly JudgedAlarm[],
  { allowedFailures = 0, onAlarm }: MoreAlarmsConfig,
): readonly JudgedAlarm[] {
  const wentOff = judged.filter(({ alarm, kind }) => alarm !== undefined && kind === 'fail').length;
  const isAllowed = wentOff <= allowedFailures;
  return judged.map((one) => {
    if (one.alarm === undefined || one.kind !== 'fail') return one;
    if (isAllowed) return allow(one, `in ALARM of up to ${allowedFailures}`);
    return onAlarm === 'wait' ? { ...one, kind: 'wait', finding: { ...one.finding, outcome: 'waiting' } } : one;
  });
}

/** The alarm counts as good, and its finding shows that it is not. */
export function allow(one: JudgedAlarm, because: string): JudgedAlarm {
  return { ...one, kind: 'pass', allowed: because, finding: { ...one.finding, outcome: 'degraded' } };
}

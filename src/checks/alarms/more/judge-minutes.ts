import { judgeReadings } from '../../metrics/conditions/judge-readings.ts';
import { minutesOf, type Watch } from '../../metrics/watch-times.ts';
import type { AlarmReader, AlarmState, MoreAlarmReader } from '../alarm-reader.ts';
import type { AlarmsConfig, MoreAlarmsConfig } from '../alarms-config.ts';
import type { JudgedAlarm } from '../judge-alarms.ts';
import { minutesOfAlarm } from './alarm-minutes.ts';

type Where = {
  states: Awaited<ReturnType<AlarmReader['states']>>;
  reader: Pick<MoreAlarmReader, 'transitions'>;
  watch: Watch;
  signal: AbortSignal;
};

/** Judges each alarm by the minutes of the watch, unless what it is now has decided already: it does not exist, or is in an unknown state. */
export async function judgeMinutes(
  judged: readonly JudgedAlarm[],
  config: AlarmsConfig,
  more: MoreAlarmsConfig,
  { states, reader, watch, signal }: Where,
): Promise<readonly JudgedAlarm[]> {
  const result: JudgedAlarm[] = [];
  for (const one of judged) {
    if (isDecided(one, config)) {
      result.push(one);
      continue;
    }
    const state = states.get(one.name);
    const transitions = hasChanged(state, watch) ? await reader.transitions(one.name, watch.from, signal) : [];
    const kinds = minutesOfAlarm(state, transitions, watch, config);
    const { consecutive, failureLimit = 0, inconclusiveLimit } = more;
    const limits = { consecutive, failureLimit, inconclusiveLimit };
    const { outcome, counts } = judgeReadings(kinds, limits, watch, config.watchMinutes);
    const found = `${counts.replace('readings', 'minutes')}; now ${one.finding.found}`;
    result.push(toJudged(one, outcome, found, formatAllowed(more, watch)));
  }
  return result;
}

function isDecided({ kind, alarm, isUnclear }: JudgedAlarm, { onInsufficientData }: AlarmsConfig): boolean {
  if (kind === 'error') return true;
  // A missing alarm, and one that is warming up.
  return (
    (kind === 'fail' && alarm === undefined) || (kind === 'wait' && isUnclear === true && onInsufficientData === 'pass')
  );
}

function hasChanged(state: AlarmState | undefined, { from }: Watch): boolean {
  return state?.since === undefined || state.since.getTime() > from.getTime();
}

type Outcome = ReturnType<typeof judgeReadings>['outcome'];

const outcomes = { pass: 'passed', wait: 'waiting', inconclusive: 'unknown', fail: 'failed' } as const;

function toJudged(
  { name, alarm, allowed, finding }: JudgedAlarm,
  outcome: Outcome,
  found: string,
  limit: string,
): JudgedAlarm {
  return {
    ...{ name, kind: outcome === 'inconclusive' ? 'fail' : outcome },
    ...(outcome === 'inconclusive' && { isUnclear: true }),
    ...(outcome === 'fail' && { alarm: { at: undefined, isComposite: alarm?.isComposite ?? false } }),
    ...(allowed !== undefined && { allowed }),
    finding: { ...finding, outcome: outcomes[outcome], found, allowed: limit },
  };
}

function formatAllowed(
  { consecutive, failureLimit = 0, inconclusiveLimit }: MoreAlarmsConfig,
  { from, end }: Watch,
): string {
  const minutes = minutesOf({ from, until: end });
  const parts = [
    `at most ${failureLimit} of ${minutes} minutes in ALARM`,
    ...(inconclusiveLimit === undefined ? [] : [`${inconclusiveLimit} without data`]),
    ...(consecutive === undefined ? [] : [`the last ${consecutive} OK`]),
  ];
  return parts.join(', ');
}

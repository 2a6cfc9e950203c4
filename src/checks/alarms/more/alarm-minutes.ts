import type { ReadingKind } from '../../metrics/conditions/judge-readings.ts';
import { minuteMs, type Watch } from '../../metrics/watch-times.ts';
import type { AlarmState, AlarmTransition } from '../alarm-reader.ts';
import type { AlarmsConfig } from '../alarms-config.ts';

type Policies = Pick<AlarmsConfig, 'onInsufficientData' | 'onMissing'>;

/** What the state of the alarm means from then on, until the next one begins. */
type Segment = { at: number; kind: ReadingKind };

/**
 * What each whole minute of the watch says about an alarm, oldest first. The worst state that it had in a minute counts; what its history does not
 * show is inconclusive.
 *
 * @param state - now; undefined if the alarm does not exist
 * @param transitions - since the beginning of the watch, the newest first
 */
export function minutesOfAlarm(
  state: AlarmState | undefined,
  transitions: readonly AlarmTransition[],
  { from, until }: Watch,
  policies: Policies,
): readonly ReadingKind[] {
  const segments = segmentsOf(state, transitions, policies);
  const kinds: ReadingKind[] = [];
  for (let start = from.getTime(); start < until.getTime(); start += minuteMs) {
    const before = segments.findLast(({ at }) => at <= start);
    const within = segments.filter(({ at }) => at >= start && at < start + minuteMs);
    kinds.push(worstOf([before?.kind ?? 'inconclusive', ...within.map(({ kind }) => kind)]));
  }
  return kinds;
}

function segmentsOf(
  state: AlarmState | undefined,
  transitions: readonly AlarmTransition[],
  policies: Policies,
): readonly Segment[] {
  const [newest] = transitions;
  const oldest = transitions.at(-1);
  const past = transitions.toReversed().map(({ at, to }) => ({ at: at.getTime(), kind: kindOfValue(to, policies) }));
  const first = oldest ? [{ at: Number.NEGATIVE_INFINITY, kind: kindOfValue(oldest.from, policies) }] : [];
  if (state === undefined) {
    const kind = policies.onMissing === 'pass' ? 'good' : 'inconclusive';
    return [...first, ...past, { at: newest?.at.getTime() ?? Number.NEGATIVE_INFINITY, kind }];
  }
  const at = state.since?.getTime() ?? newest?.at.getTime() ?? Number.POSITIVE_INFINITY;
  return [...first, ...past, { at, kind: isEvaluated(state) ? kindOfValue(state.value, policies) : noData(policies) }];
}

function isEvaluated({ value, evaluation }: AlarmState): boolean {
  return value !== 'OK' || evaluation === undefined || evaluation === 'PARTIAL_DATA';
}

function kindOfValue(value: string | undefined, policies: Policies): ReadingKind {
  if (value === 'OK') return 'good';
  if (value === 'ALARM') return 'bad';
  return value === 'INSUFFICIENT_DATA' ? noData(policies) : 'inconclusive';
}

function noData({ onInsufficientData }: Policies): ReadingKind {
  return onInsufficientData === 'pass' ? 'good' : 'inconclusive';
}

function worstOf(kinds: readonly ReadingKind[]): ReadingKind {
  return (['bad', 'inconclusive'] as const).find((kind) => kinds.includes(kind)) ?? 'good';
}

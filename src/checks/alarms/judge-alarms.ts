import type { Finding, Verdict } from '../../hook/verdict.ts';
import { formatTime } from '../../wording/times.ts';
import { shorten } from '../../wording/values.ts';
import { endWaiting } from '../end-waiting.ts';
import type { AlarmState } from './alarm-reader.ts';
import type { AlarmsConfig } from './alarms-config.ts';

/** What is known about the alarms, and where and when. */
type AlarmsSeen = {
  /** The alarms that count. */
  names: readonly string[];
  states: ReadonlyMap<string, AlarmState>;
  /** When an alarm went into ALARM since the gate's first call, even if it has left it again; undefined if it did not. */
  alarmed: ReadonlyMap<string, Date | undefined>;
} & AlarmsPlace &
  AlarmsTimes;

/** The Region that was checked, or more words about where the alarms are. */
type AlarmsPlace = { region: string };

type AlarmsTimes = {
  now: Date;
  /** When the gate was first called; `waitMinutes` and `watchMinutes` count from here. */
  gateSince: Date;
};

/**
 * Passes only when every alarm is OK (for `okForMinutes`), or is missing or has no data and that is configured to be a pass, and none has been in
 * ALARM since the gate's first call, `watchMinutes` ago. An alarm in ALARM fails at once; a state other than the three known ones is an `error`.
 */
export function judgeAlarms(config: AlarmsConfig, seen: AlarmsSeen): Verdict {
  return concludeAlarms(config, judgeEachAlarm(config, seen), seen);
}

/** Each alarm by itself, in the order of the names. */
export function judgeEachAlarm(
  config: AlarmsConfig,
  { names, states, alarmed, region, now }: AlarmsSeen,
): readonly JudgedAlarm[] {
  return names.map((name) => judgeAlarm(name, states.get(name), alarmed.get(name), config, region, now));
}

/** What all of them mean together: the worst decides. */
export function concludeAlarms(
  config: AlarmsConfig,
  judged: readonly JudgedAlarm[],
  { now, gateSince }: AlarmsTimes,
): Verdict {
  const worst = (['fail', 'error', 'wait'] as const).find((kind) => judged.some((alarm) => alarm.kind === kind));
  const findings = judged.map(({ finding }) => finding);
  if (worst === undefined) {
    const watchedUntil = new Date(gateSince.getTime() + config.watchMinutes * 60_000);
    const reason = formatPass(judged, config);
    if (now.getTime() >= watchedUntil.getTime()) return { kind: 'pass', reason, findings };
    const minutes = Math.floor((now.getTime() - gateSince.getTime()) / 60_000);
    const because = `watched for ${minutes} min of ${config.watchMinutes}: ${formatPass(judged, { ...config, watchMinutes: 0 })}`;
    return { kind: 'wait', reason: because, findings, deadline: watchedUntil, retryAfterSeconds: secondsBetweenLooks };
  }

  const culprits = judged.filter(({ kind }) => kind === worst);
  const reason = formatCulprits(culprits);
  if (worst === 'error') return { kind: worst, reason, findings };
  // Nothing is known to be wrong with the release, but nobody could tell.
  const mark = judged.every(({ kind, isUnclear }) => kind === 'pass' || isUnclear) && { inconclusive: true as const };
  if (worst === 'fail') return { kind: worst, ...mark, reason, findings };
  const patience = Math.max(config.waitMinutes, config.watchMinutes);
  const deadline = new Date(gateSince.getTime() + patience * 60_000);
  if (now.getTime() >= deadline.getTime()) {
    return {
      ...{ kind: 'fail', ...mark, reason: `not OK after ${patience} min: ${reason}` },
      findings: findings.map(endWaiting),
    };
  }
  return { kind: 'wait', reason, findings, deadline };
}

/** An alarm that goes off while it is watched shows soon. */
const secondsBetweenLooks = 60;

/** What one alarm means. */
export type JudgedAlarm = {
  name: string;
  kind: Verdict['kind'];
  /** It counts as good although it is not OK, because the configuration allows what this says: `without data`. */
  allowed?: string;
  /** CloudWatch has no data, or none that counts, so nothing is known. */
  isUnclear?: boolean;
  /** Set if the alarm went off: when it last did, if that is known, and whether other alarms can explain it. */
  alarm?: { at: Date | undefined; isComposite: boolean };
  finding: Finding;
};

const outcomes = { pass: 'passed', wait: 'waiting', error: 'unknown', fail: 'failed' } as const;

function judgeAlarm(
  name: string,
  state: AlarmState | undefined,
  alarmedAt: Date | undefined,
  config: AlarmsConfig,
  region: string,
  now: Date,
): JudgedAlarm {
  const judge = (kind: JudgedAlarm['kind'], found: string): JudgedAlarm => ({
    ...{ name, kind },
    finding: { name: `alarm ${name}`, outcome: outcomes[kind], found, allowed: formatAllowed(config) },
  });
  const withoutData = (found: string) => ({
    ...judge(config.onInsufficientData, found),
    ...{ allowed: 'without data', isUnclear: true },
  });

  if (alarmedAt !== undefined && state?.value !== 'ALARM') {
    const found = `in ALARM at ${formatTime(alarmedAt)}, after this gate was first called, though ${state === undefined ? 'missing' : (state.value ?? 'unknown')} now`;
    return { ...judge('fail', found), alarm: { at: alarmedAt, isComposite: false } };
  }
  if (state === undefined) {
    return { ...judge(config.onMissing, `no alarm of this name in ${region}`), allowed: 'missing' };
  }
  if (state.value === 'INSUFFICIENT_DATA' && isWarmingUp(state, now)) {
    const found = formatState(`INSUFFICIENT_DATA, warming up for ${state.warmUpMinutes} min`, state);
    return { ...judge('wait', found), isUnclear: true };
  }
  switch (state.value) {
    case 'ALARM':
      return {
        ...judge('fail', formatState('ALARM', state)),
        alarm: { at: state.since, isComposite: state.isComposite === true },
      };
    case 'INSUFFICIENT_DATA':
      return withoutData(formatState('INSUFFICIENT_DATA', state));
    case 'OK':
      // PARTIAL_DATA is evaluated, if only over part of the data; under the other two the state is the one from before the problem began.
      if (state.evaluation !== undefined && state.evaluation !== 'PARTIAL_DATA') {
        return withoutData(formatState(`OK, but not evaluated now (${state.evaluation})`, state));
      }
      return judge(isOkForLong(state, config, now) ? 'pass' : 'wait', formatOk(state, config, now));
    default:
      return judge('error', `unknown alarm state: ${state.value ?? 'missing'}`);
  }
}

/** An alarm that was just created or changed has no data yet, which says nothing about the release. */
function isWarmingUp({ warmUpMinutes, since }: AlarmState, now: Date): boolean {
  if (warmUpMinutes === undefined || warmUpMinutes <= 0) return false;
  return since === undefined || now.getTime() - since.getTime() < warmUpMinutes * 60_000;
}

function isOkForLong({ since }: AlarmState, { okForMinutes }: AlarmsConfig, now: Date): boolean {
  return okForMinutes === 0 || (since !== undefined && now.getTime() - since.getTime() >= okForMinutes * 60_000);
}

function formatOk({ since }: AlarmState, { okForMinutes }: AlarmsConfig, now: Date): string {
  if (since === undefined) {
    return 'OK since an unknown time';
  }
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  return `OK for ${minutes} min${minutes < okForMinutes ? ` of ${okForMinutes}` : ''}`;
}

function formatState(words: string, { since, reason }: AlarmState): string {
  const when = since === undefined ? '' : ` since ${formatTime(since)}`;
  const why = reason === undefined || reason === '' ? '' : `: ${shorten(reason, 200)}`;
  return words + when + why;
}

function formatAllowed({ okForMinutes, onInsufficientData, onMissing }: AlarmsConfig): string {
  const ok = okForMinutes === 0 ? 'OK' : `OK for ${okForMinutes} min`;
  return `${ok}${onInsufficientData === 'pass' ? ', or INSUFFICIENT_DATA' : ''}${onMissing === 'pass' ? ', or missing' : ''}`;
}

/** `3 alarms OK for 5 min`, in mail and desk. */
function formatPass(judged: readonly JudgedAlarm[], { okForMinutes, watchMinutes }: AlarmsConfig): string {
  const counts = new Map<string, number>();
  for (const { allowed = 'OK' } of judged) counts.set(allowed, (counts.get(allowed) ?? 0) + 1);
  const { OK = 0, ...others } = Object.fromEntries(counts);
  const ok = `${OK} ${OK === 1 ? 'alarm' : 'alarms'} OK${okForMinutes === 0 ? '' : ` for ${okForMinutes} min`}`;
  const parts = [ok, ...Object.entries(others).map(([allowed, count]) => `${count} ${allowed}`)];
  const watched = watchMinutes === 0 ? '' : `, watched for ${watchMinutes} min`;
  return parts.join(', ') + (parts.length === 1 ? '' : ', which is allowed') + watched;
}

function formatCulprits(culprits: readonly JudgedAlarm[]): string {
  const shown = culprits.slice(0, 3).map(({ finding: { name, found } }) => `${name}: ${found}`);
  const hidden = culprits.length - shown.length;
  return shorten(shown.join('; ') + (hidden > 0 ? `; and ${hidden} more` : ''), 450);
}

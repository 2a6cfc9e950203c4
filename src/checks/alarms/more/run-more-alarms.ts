import type { EcsReader } from '../../../deployment/ecs.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import { formatTime } from '../../../wording/times.ts';
import { minuteMs, minutesOf, plusMinutes, type Watch, watchOf } from '../../metrics/watch-times.ts';
import type { AwsSource } from '../../source-config.ts';
import type { MoreAlarmReader } from '../alarm-reader.ts';
import { type AlarmsConfig, type MoreAlarmsConfig, watchesMinutes } from '../alarms-config.ts';
import { concludeAlarms, type JudgedAlarm, judgeEachAlarm } from '../judge-alarms.ts';
import { readAlarmed } from '../read-alarmed.ts';
import { allowAlarms } from './allow-alarms.ts';
import { findMoreAlarms, placeOfAlarms } from './find-more-alarms.ts';
import { ignoreAlreadyInAlarm } from './ignore-already.ts';
import { judgeMinutes } from './judge-minutes.ts';
import { nameChildren } from './name-children.ts';

/** What the check reads from. */
type Ports = {
  ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined;
  readsMore: ((source: Partial<AwsSource>) => Promise<MoreAlarmReader>) | undefined;
};

/** The alarms check with the keys that few gates have. Rejects if something could not be read. */
export async function runMoreAlarms(
  config: AlarmsConfig,
  more: MoreAlarmsConfig,
  target: Target,
  context: CheckContext<AlarmsConfig>,
  { ecs, readsMore }: Ports,
): Promise<Verdict> {
  const { clock, gate, signal } = context;
  if (readsMore === undefined) throw new Error('nothing reads them by such a configuration');
  const now = clock.now();
  const since = plusMinutes(gate.since, more.initialDelayMinutes ?? 0);
  if (now.getTime() < since.getTime()) return delayed(since);
  const reader = await readsMore(more.source ?? {});
  const found = await findMoreAlarms(config, more, target, { reader, ecs }, signal);
  if ('verdict' in found) return found.verdict;
  const { names, states } = found;
  const counted = watchesMinutes(more) ? watchMinutesOf(config, more, gate.since, now) : undefined;
  const watches = config.watchMinutes > 0 && more.onAlarm !== 'wait' && counted === undefined;
  const alarmed = watches ? await readAlarmed(names, states, config, reader, since, signal) : noAlarms;
  const seen = { names, states, alarmed, region: placeOfAlarms(more, target), now, gateSince: since };
  let judged = judgeEachAlarm(config, seen);
  if (counted) judged = await judgeMinutes(judged, config, more, { states, reader, watch: counted, signal });
  if (more.ignoreAlreadyInAlarm) judged = await ignoreAlreadyInAlarm(judged, target, { states, reader, ecs, signal });
  judged = await nameChildren(allowAlarms(judged, more), reader, signal);
  return counted ? concludeMinutes(config, judged, counted, now) : concludeAlarms(config, judged, seen);
}

const noAlarms: ReadonlyMap<string, Date> = new Map();

function delayed(until: Date): Verdict {
  const reason = `judges nothing before ${formatTime(until)}, as set in hookDetails.initialDelayMinutes`;
  return { kind: 'wait', reason, deadline: until };
}

/** The state of an alarm shows at once, so that every minute that is over can be judged. */
function watchMinutesOf(
  { watchMinutes, waitMinutes }: AlarmsConfig,
  { initialDelayMinutes = 0 }: MoreAlarmsConfig,
  since: Date,
  now: Date,
): Watch {
  const readable = new Date(Math.floor(now.getTime() / minuteMs) * minuteMs);
  return watchOf({ initialDelayMinutes, watchMinutes, waitMinutes }, since, now, readable);
}

/** The minutes have their own patience, after which none of them is waited for. */
function concludeMinutes(config: AlarmsConfig, judged: readonly JudgedAlarm[], watch: Watch, now: Date): Verdict {
  const { from, end, lastEnd } = watch;
  const patience = minutesOf({ from, until: lastEnd }) + 1;
  const whole = { ...config, watchMinutes: 0, waitMinutes: patience };
  const verdict = concludeAlarms(whole, judged, { now, gateSince: from });
  if (verdict.kind === 'wait') return { ...verdict, retryAfterSeconds: 60 };
  const watched = `, watched for ${minutesOf({ from, until: end })} min`;
  return verdict.kind === 'pass' ? { ...verdict, reason: verdict.reason + watched } : verdict;
}

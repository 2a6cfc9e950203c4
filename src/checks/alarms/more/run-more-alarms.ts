import type { EcsReader } from '../../../deployment/ecs.ts';
import type { CheckContext } from '../../../hook/check.ts';
import type { Target } from '../../../hook/target.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { AlarmReader, MoreAlarmReader } from '../alarm-reader.ts';
import type { AlarmsConfig, MoreAlarmsConfig } from '../alarms-config.ts';
import { concludeAlarms, type JudgedAlarm, judgeEachAlarm } from '../judge-alarms.ts';
import { readAlarmed } from '../read-alarmed.ts';
import { allowAlarms } from './allow-alarms.ts';
import { findMoreAlarms } from './find-more-alarms.ts';
import { nameChildren } from './name-children.ts';

/** What the check reads from. */
type Ports = {
  ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined;
  readsMore: (() => Promise<MoreAlarmReader>) | undefined;
};

/** The alarms check with the keys that few gates have. Rejects if something could not be read. */
export async function runMoreAlarms(
  config: AlarmsConfig,
  more: MoreAlarmsConfig,
  target: Target,
  { clock, gate, signal }: CheckContext<AlarmsConfig>,
  { ecs, readsMore }: Ports,
): Promise<Verdict> {
  if (readsMore === undefined) throw new Error('nothing reads them by such a configuration');
  const reader = await readsMore();
  const found = await findMoreAlarms(config, more, target, { reader, ecs }, signal);
  if ('verdict' in found) return found.verdict;
  const { names, states } = found;
  const watches = config.watchMinutes > 0 && more.onAlarm !== 'wait';
  const alarmed = watches
    ? await readAlarmed(names, states, config, reader, gate.since, signal)
    : new Map<string, Date>();
  const seen = { names, states, alarmed, region: target.region, now: clock.now(), gateSince: gate.since };
  const judged = allowAlarms(judgeEachAlarm(config, seen), more);
  return concludeAlarms(config, await withChildren(judged, reader, signal), seen);
}

async function withChildren(
  judged: readonly JudgedAlarm[],
  reader: AlarmReader,
  signal: AbortSignal,
): Promise<readonly JudgedAlarm[]> {
  return judged.some(({ alarm }) => alarm?.isComposite) ? nameChildren(judged, reader, signal) : judged;
}

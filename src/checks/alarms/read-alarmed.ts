import type { AlarmReader, AlarmState } from './alarm-reader.ts';
import type { AlarmsConfig } from './alarms-config.ts';

/**
 * Which alarms have gone into ALARM since then, and when. Reads the history only of those that have changed since then, and of those that do not
 * exist any more, because somebody may have deleted them.
 */
export async function readAlarmed(
  names: readonly string[],
  states: ReadonlyMap<string, AlarmState>,
  { onMissing }: Pick<AlarmsConfig, 'onMissing'>,
  reader: AlarmReader,
  since: Date,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Date | undefined>> {
  const alarmed = new Map<string, Date | undefined>();
  for (const name of names) {
    const state = states.get(name);
    if (state === undefined && onMissing === 'fail') continue;
    if (state?.value === 'ALARM' || (state?.since && state.since.getTime() < since.getTime())) continue;
    alarmed.set(name, await reader.lastAlarm(name, since, signal));
  }
  return alarmed;
}

import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check } from '../../hook/check.ts';
import { describeError } from '../../wording/describe.ts';
import { passFirstDeployment } from '../first-deployment.ts';
import type { AlarmReader, AlarmState } from './alarm-reader.ts';
import { type AlarmsConfig, alarmsConfigSchema } from './alarms-config.ts';
import { findAlarms } from './find-alarms.ts';
import { judgeAlarms } from './judge-alarms.ts';

/**
 * Wants CloudWatch alarms to be OK: those that are named, or the deployment's own. ALARM fails the release at once, also if it happened between
 * two calls while `watchMinutes` last; what could not be read is an `error` and never a pass; missing alarms and missing data have outcomes of
 * their own in the configuration.
 *
 * @param ecs - reads the deployment's own alarms, and whether it is the first one. Default: neither can be read
 */
export function alarmsCheck(
  reader: AlarmReader,
  ecs?: Pick<EcsReader, 'describeServiceDeployment'>,
): Check<AlarmsConfig> {
  return {
    name: 'alarms',
    configSchema: alarmsConfigSchema,
    async run(target, { config, clock, gate, signal }) {
      const first = await passFirstDeployment(config.firstDeployment, target, ecs, signal);
      if (first !== undefined) return first;
      const found = await findAlarms(config, target, ecs, signal);
      if ('verdict' in found) return found.verdict;
      const { names } = found;
      try {
        const states = await reader.states(names, signal);
        const alarmed = config.watchMinutes === 0 ? new Map() : await readAlarmed(states, reader, gate.since, signal);
        const seen = { names, states, alarmed, region: target.region, now: clock.now(), gateSince: gate.since };
        return judgeAlarms(config, seen);
      } catch (cause) {
        return { kind: 'error', reason: `the alarms could not be read: ${describeError(cause)}`, cause };
      }
    },
  };
}

/** Which alarms went into ALARM since then, and when. Only of those that have changed since then is the history read. */
async function readAlarmed(
  states: ReadonlyMap<string, AlarmState>,
  reader: AlarmReader,
  since: Date,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Date>> {
  const alarmed = new Map<string, Date>();
  for (const [name, state] of states) {
    if (state.value === 'ALARM' || (state.since !== undefined && state.since.getTime() < since.getTime())) continue;
    const at = await reader.lastAlarm(name, since, signal);
    if (at !== undefined) alarmed.set(name, at);
  }
  return alarmed;
}

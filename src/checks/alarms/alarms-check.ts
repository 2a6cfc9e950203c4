import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check } from '../../hook/check.ts';
import { formatError } from '../../wording/values.ts';
import { passFirstDeployment } from '../first-deployment.ts';
import type { AlarmReader, AlarmState } from './alarm-reader.ts';
import { type AlarmsConfig, alarmsConfigSchema } from './alarms-config.ts';
import { findAlarms } from './find-alarms.ts';
import { judgeAlarms } from './judge-alarms.ts';

/**
 * Requires CloudWatch alarms to be OK: the configured ones, or the deployment's own. ALARM fails the release at once, even if it happened
 * between two calls within `watchMinutes`; an alarm that could not be read is an `error` and never a pass; the configuration decides about
 * missing alarms and missing data.
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
        return { kind: 'error', reason: `the alarms could not be read: ${formatError(cause)}`, cause };
      }
    },
  };
}

/** Which alarms have gone into ALARM since then, and when. Reads the history only of those that have changed since then. */
async function readAlarmed(
  states: ReadonlyMap<string, AlarmState>,
  reader: AlarmReader,
  since: Date,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Date | undefined>> {
  const alarmed = new Map<string, Date | undefined>();
  for (const [name, state] of states) {
    if (state.value === 'ALARM' || (state.since !== undefined && state.since.getTime() < since.getTime())) continue;
    alarmed.set(name, await reader.lastAlarm(name, since, signal));
  }
  return alarmed;
}

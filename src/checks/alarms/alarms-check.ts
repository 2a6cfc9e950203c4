import type { Check } from '../../hook/check.ts';
import { describeError } from '../../hook/describe.ts';
import type { AlarmReader, AlarmState } from './alarm-reader.ts';
import { type AlarmsConfig, alarmsConfigSchema } from './alarms-config.ts';
import { judgeAlarms } from './judge-alarms.ts';

/**
 * Wants named CloudWatch alarms to be OK. ALARM fails the release at once; what could not be read is an `error` and never a pass;
 * missing alarms and missing data have outcomes of their own in the configuration.
 */
export function alarmsCheck(reader: AlarmReader): Check<AlarmsConfig> {
  return {
    name: 'alarms',
    configSchema: alarmsConfigSchema,
    async run({ region }, { config, clock, gate, signal }) {
      let states: ReadonlyMap<string, AlarmState>;
      try {
        states = await reader.states(config.alarms, signal);
      } catch (cause) {
        return { kind: 'error', reason: `the alarms could not be read: ${describeError(cause)}`, cause };
      }
      return judgeAlarms(config, { states, region, now: clock.now(), gateSince: gate.since });
    },
  };
}

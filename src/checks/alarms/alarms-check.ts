import type { EcsReader } from '../../deployment/ecs.ts';
import type { Check } from '../../hook/check.ts';
import { formatError } from '../../wording/values.ts';
import { passFirstDeployment } from '../pass-first-deployment.ts';
import type { AwsSource } from '../source-config.ts';
import type { AlarmReader, MoreAlarmReader } from './alarm-reader.ts';
import type { AlarmsConfig } from './alarms-config.ts';
import { checkedAlarmsSchema } from './checked-alarms-config.ts';
import { findAlarms } from './find-alarms.ts';
import { concludeAlarms, judgeEachAlarm } from './judge-alarms.ts';
import { readAlarmed } from './read-alarmed.ts';

/** Reads what only the rarer configurations need, where the alarms are. */
type ReadsMore = (source: Partial<AwsSource>) => Promise<MoreAlarmReader>;

/**
 * Requires CloudWatch alarms to be OK: the configured ones, or the deployment's own. ALARM fails the release at once, even if it happened
 * between two calls within `watchMinutes`; an alarm that could not be read is an `error` and never a pass; the configuration decides about
 * missing alarms and missing data.
 *
 * @param ecs - reads the deployment's own alarms, and whether it is the first one. Default: neither can be read
 * @param readsMore - Default: a configuration that needs it is an `error`
 */
export function alarmsCheck(
  reader: AlarmReader,
  ecs?: Pick<EcsReader, 'describeServiceDeployment'>,
  readsMore?: ReadsMore,
): Check<AlarmsConfig> {
  return {
    name: 'alarms',
    configSchema: checkedAlarmsSchema,
    async run(target, context) {
      const { config, clock, gate, signal } = context;
      const first = await passFirstDeployment(config.firstDeployment, target, ecs, signal);
      if (first !== undefined) return first;
      try {
        if (config.more !== undefined) {
          const { runMoreAlarms } = await import('./more/run-more-alarms.ts');
          return await runMoreAlarms(config, config.more, target, context, { ecs, readsMore });
        }
        const found = await findAlarms(config, target, ecs, signal);
        if ('verdict' in found) return found.verdict;
        const { names } = found;
        const states = await reader.states(names, signal);
        const alarmed =
          config.watchMinutes === 0 ? new Map() : await readAlarmed(names, states, config, reader, gate.since, signal);
        const seen = { names, states, alarmed, region: target.region, now: clock.now(), gateSince: gate.since };
        let judged = judgeEachAlarm(config, seen);
        if (judged.some(({ alarm }) => alarm?.isComposite)) {
          judged = await (await import('./more/name-children.ts')).nameChildren(judged, reader, signal);
        }
        return concludeAlarms(config, judged, seen);
      } catch (cause) {
        return { kind: 'error', reason: `the alarms could not be read: ${formatError(cause)}`, cause };
      }
    },
  };
}

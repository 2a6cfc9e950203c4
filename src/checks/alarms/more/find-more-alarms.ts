import type { EcsReader } from '../../../deployment/ecs.ts';
import type { Target } from '../../../hook/target.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { AlarmState, MoreAlarmReader } from '../alarm-reader.ts';
import type { AlarmsConfig, MoreAlarmsConfig } from '../alarms-config.ts';
import { findAlarms } from '../find-alarms.ts';
import { maxAlarms } from '../plain-alarms-config.ts';

type Readers = { reader: MoreAlarmReader; ecs: Pick<EcsReader, 'describeServiceDeployment'> | undefined };

/** The alarms that count, with their states, or the verdict if the gate has none. */
type FoundMore = { names: readonly string[]; states: ReadonlyMap<string, AlarmState> } | { verdict: Verdict };

/**
 * The alarms that are named, and those that are found by their names or tags; only if neither is configured, those of the deployment. Rejects if
 * something could not be read.
 */
export async function findMoreAlarms(
  config: AlarmsConfig,
  more: MoreAlarmsConfig,
  target: Target,
  { reader, ecs }: Readers,
  signal: AbortSignal,
): Promise<FoundMore> {
  const { prefix, tags } = more;
  const place = placeOfAlarms(more, target);
  const states = new Map<string, AlarmState>();
  const names = new Set(config.alarms);
  if (prefix !== undefined) {
    const found = await reader.withPrefix(prefix, maxAlarms, signal);
    if (found.size === 0) return none(`no alarm in ${place} has a name that begins with "${prefix}"`);
    for (const [name, state] of found) states.set(name, state);
  }
  if (tags !== undefined) {
    const found = await reader.withTags(tags, maxAlarms, signal);
    const wanted = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
    if (found.length === 0) return none(`no alarm in ${place} has the tags ${wanted.join(', ')}`);
    for (const name of found) names.add(name);
  }
  if (prefix === undefined && tags === undefined) {
    const own = await findAlarms(config, target, ecs, signal);
    if ('verdict' in own) return own;
    for (const name of own.names) names.add(name);
  }
  const all = [...new Set([...names, ...states.keys()])];
  const wrong = wrongNumber(all.length, more);
  if (wrong !== undefined) return wrong;
  const unread = all.filter((name) => !states.has(name));
  for (const [name, state] of await reader.states(unread, signal)) states.set(name, state);
  return { names: all, states };
}

/** Where the alarms are, in words. */
export function placeOfAlarms({ source }: MoreAlarmsConfig, target: Pick<Target, 'region'>): string {
  const { region = target.region, roleArn } = source ?? {};
  return roleArn === undefined ? region : `${region} of account ${roleArn.split(':')[4]}`;
}

function wrongNumber(count: number, { allowedFailures = 0 }: MoreAlarmsConfig): FoundMore | undefined {
  if (count > maxAlarms) return none(`there are more than ${maxAlarms} alarms, which is the most for one gate`);
  if (allowedFailures < count) return undefined;
  return none(`allowedFailures (${allowedFailures}) must be fewer than there are alarms (${count})`);
}

function none(reason: string): FoundMore {
  return { verdict: { kind: 'fail', reason } };
}

import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import type { AlarmFacts } from '../../alarms/alarm-facts.ts';
import { alarmRules, problemsOfAlarm } from '../../alarms/judge-alarm.ts';
import { readAlarms } from '../../alarms/read-alarms.ts';
import { type Looked, look, whenSeen } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { ServiceFacts } from '../facts/service-facts.ts';
import { formatChange } from './format-change.ts';

/** Every alarm that a hook or the deployment itself watches, with where it is named. */
export function watchedAlarms({ hooks, alarms }: ServiceFacts): ReadonlyMap<string, string> {
  const named = hooks
    .flatMap(checksOfHook)
    .flatMap(({ kind, detailsAt, configuration }) =>
      kind === 'alarms' && configuration?.problem === undefined && configuration?.config.source === undefined
        ? (configuration?.config.alarms ?? []).map((name) => [name, `${detailsAt}.alarms`] as const)
        : [],
    );
  const ofDeployment = (alarms?.names ?? []).map((name) => [name, 'deploymentConfiguration.alarms'] as const);
  return new Map([...ofDeployment, ...named]);
}

/** Reads them; those that do not exist are left out. */
export async function lookAtAlarms(
  client: Pick<CloudWatchClient, 'send'>,
  names: readonly string[],
): Promise<Looked<readonly AlarmFacts[]>> {
  return look('cloudwatch:DescribeAlarms', () => readAlarms(client, names));
}

/** Whether a gate waits for data of an alarm, or fails without: an alarm hook does unless `onInsufficientData` is `pass`. */
export function needsData({ hooks, alarms }: ServiceFacts, name: string): boolean {
  return hooks.flatMap(checksOfHook).some(({ kind, configuration }) => {
    if (kind !== 'alarms' || !configuration || configuration.problem !== undefined) return false;
    if (configuration.config.source !== undefined) return false;
    const { alarms: named = alarms?.names ?? [], onInsufficientData } = configuration.config;
    return named.includes(name) && onInsufficientData !== 'pass';
  });
}

export function judgeServiceAlarms(
  facts: ServiceFacts,
  watched: ReadonlyMap<string, string>,
  alarms: Looked<readonly AlarmFacts[]>,
  now: Date,
): readonly Outcome[] {
  return [
    ...judgeDeploymentAlarms(facts),
    ...judgeNamed(facts),
    ...[...watched].flatMap(([name, where]) =>
      whenSeen(alarms, { group: 'alarms', rules: ['alarm-missing', ...alarmRules], about: name }, (known) =>
        judgeAlarm(
          facts,
          name,
          where,
          known.find((alarm) => alarm.name === name),
          now,
        ),
      ),
    ),
  ];
}

/** A hook that names no alarms uses those of the deployment, and fails if it has none or they are off. */
function judgeNamed(facts: ServiceFacts): readonly Outcome[] {
  const { names = [], enable = false } = facts.alarms ?? {};
  return facts.hooks.flatMap(checksOfHook).flatMap((hook) => {
    const { kind, detailsAt, configuration } = hook;
    if (kind !== 'alarms' || !configuration || configuration.problem !== undefined) return [];
    const { alarms, prefix, tags } = configuration.config;
    // Which alarms are found by their names or tags, the gate finds out itself.
    if (prefix !== undefined || tags !== undefined) return [];
    const why = names.length === 0 ? 'names none' : 'has enable false';
    return [
      on('alarms', 'alarm-check-without-alarms', placeOfHook(hook)).judge(
        alarms === undefined &&
          (names.length === 0 || !enable) && {
            found: `${detailsAt}.alarms is not set, and deploymentConfiguration.alarms ${why}`,
            fix: formatChange(facts, `set ${detailsAt}.alarms to names such as ["shop-5xx"]`),
          },
        `uses ${(alarms ?? names).length} alarms`,
      ),
    ];
  });
}

function judgeAlarm(
  facts: ServiceFacts,
  name: string,
  where: string,
  alarm: AlarmFacts | undefined,
  now: Date,
): readonly Outcome[] {
  const missing = on('alarms', 'alarm-missing', name);
  if (!alarm) {
    return [
      missing.found(
        `${where} names it`,
        where.startsWith('lifecycleHooks')
          ? formatChange(facts, `correct the name in ${where}`)
          : 'correct the name; those that exist: aws cloudwatch describe-alarms --alarm-types MetricAlarm CompositeAlarm LogAlarm --query "*[].AlarmName"',
      ),
    ];
  }
  const problems = problemsOfAlarm(alarm, { needsData: needsData(facts, name), now });
  return [
    missing.fine('exists'),
    ...alarmRules.map((rule) =>
      on('alarms', rule, name).judge(problems.find((problem) => problem.rule === rule) ?? false, alarm.state),
    ),
  ];
}

function judgeDeploymentAlarms({ alarms, bakeMinutes, service, cluster, strategy }: ServiceFacts): readonly Outcome[] {
  if (!alarms || alarms.names.length === 0) return [];
  const update = (change: object) =>
    `aws ecs update-service --cluster ${cluster} --service ${service} --deployment-configuration '${JSON.stringify(change)}'`;
  const off = on('alarms', 'deployment-alarms-off', service);
  return [
    off.judge(
      !(alarms.enable && alarms.rollback) && {
        found: `deploymentConfiguration.alarms has enable ${alarms.enable}, rollback ${alarms.rollback}`,
        fix: update({ alarms: { alarmNames: alarms.names, enable: true, rollback: true } }),
      },
      'ECS watches them and rolls back',
    ),
    ...(strategy === 'ROLLING'
      ? []
      : [
          on('alarms', 'alarms-without-bake-time', service).judge(
            bakeMinutes === 0 && { found: 'bakeTimeInMinutes is 0', fix: update({ bakeTimeInMinutes: 10 }) },
            `bake time ${bakeMinutes} min`,
          ),
        ]),
  ];
}

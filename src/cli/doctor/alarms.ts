import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { changeHooks } from './judge-hooks.ts';
import { type Looked, look, whenSeen } from './look.ts';
import { type Outcome, on } from './outcome.ts';
import type { AlarmFacts, ServiceFacts } from './service-facts.ts';

/** Every alarm that a hook or the deployment itself watches, with where it is named. */
export function watchedAlarms({ hooks, alarms }: ServiceFacts): ReadonlyMap<string, string> {
  const named = hooks.flatMap(({ kind, where, configuration }) =>
    kind === 'alarms' && configuration?.problem === undefined
      ? (configuration?.config.alarms ?? []).map((name) => [name, `${where}.hookDetails.alarms`] as const)
      : [],
  );
  const ofDeployment = (alarms?.names ?? []).map((name) => [name, 'deploymentConfiguration.alarms'] as const);
  return new Map([...ofDeployment, ...named]);
}

/** Reads their states; those that do not exist are left out. */
export function readAlarms(
  client: Pick<CloudWatchClient, 'send'>,
  names: readonly string[],
): Promise<Looked<readonly AlarmFacts[]>> {
  return look('cloudwatch:DescribeAlarms', async () => {
    const { DescribeAlarmsCommand } = await import('@aws-sdk/client-cloudwatch');
    const found: AlarmFacts[] = [];
    for (let at = 0; at < names.length; at += 100) {
      const { MetricAlarms = [], CompositeAlarms = [] } = await client.send(
        new DescribeAlarmsCommand({
          AlarmNames: names.slice(at, at + 100),
          AlarmTypes: ['MetricAlarm', 'CompositeAlarm'],
          MaxRecords: 100,
        }),
      );
      for (const { AlarmName: name = '', StateValue: state = '', ...alarm } of [...MetricAlarms, ...CompositeAlarms]) {
        found.push({ name, state, changedAt: alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp });
      }
    }
    return found;
  });
}

const dayMillis = 24 * 60 * 60 * 1000;

export function judgeAlarms(
  facts: ServiceFacts,
  watched: ReadonlyMap<string, string>,
  alarms: Looked<readonly AlarmFacts[]>,
  now: Date,
): readonly Outcome[] {
  return [
    ...judgeDeploymentAlarms(facts),
    ...[...watched].flatMap(([name, where]) =>
      whenSeen(
        alarms,
        { group: 'alarms', rules: ['alarm-missing', 'alarm-without-data', 'alarm-in-alarm'], about: name },
        (known) =>
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
          ? changeHooks(facts, `correct the name in ${where}`)
          : 'correct the name; those that exist: aws cloudwatch describe-alarms --query "MetricAlarms[].AlarmName"',
      ),
    ];
  }
  const { state, changedAt } = alarm;
  const isOld = changedAt !== undefined && now.getTime() - changedAt.getTime() > dayMillis;
  const look = `aws cloudwatch describe-alarms --alarm-names ${name}`;
  return [
    missing.fine('exists'),
    on('alarms', 'alarm-without-data', name).judge(
      state === 'INSUFFICIENT_DATA' &&
        isOld && {
          found: `INSUFFICIENT_DATA since ${changedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
          fix: `correct its metric and dimensions (${look}), or set treat-missing-data to notBreaching`,
        },
      state === 'INSUFFICIENT_DATA' ? 'INSUFFICIENT_DATA for less than a day' : state,
    ),
    on('alarms', 'alarm-in-alarm', name).judge(
      state === 'ALARM' && {
        found: `ALARM since ${changedAt?.toISOString().slice(0, 16).replace('T', ' ') ?? 'an unknown time'} UTC`,
        fix: `see why before you deploy: ${look} --query "MetricAlarms[].StateReason"`,
      },
      state,
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

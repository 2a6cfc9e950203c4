import { readFileSync } from 'node:fs';
import { DescribeAlarmsCommand, type DescribeAlarmsCommandOutput, type MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { describe, expect, test } from 'vitest';
import type { AlarmFacts } from '../../../src/cli/alarms/alarm-facts.ts';
import { problemsOfAlarm } from '../../../src/cli/alarms/judge-alarm.ts';
import { readAlarms } from '../../../src/cli/alarms/read-alarms.ts';

const texts = JSON.parse(readFileSync(new URL('../../cases/texts.json', import.meta.url), 'utf8'));
const [blue, green] = texts.alarms as [MetricAlarm, MetricAlarm];
const now = new Date('2026-11-26T12:00:00Z');

/** CloudWatch with these alarms, by the member of the answer that they are in. */
function cloudWatch(held: Partial<DescribeAlarmsCommandOutput>, knowsLogAlarms = true) {
  return {
    send: async (command: unknown) => {
      if (!(command instanceof DescribeAlarmsCommand)) throw new Error('not expected');
      const { AlarmNames = [], AlarmTypes = [] } = command.input;
      if (AlarmTypes.includes('LogAlarm') && !knowsLogAlarms) {
        throw Object.assign(new Error('Value at alarmTypes failed to satisfy constraint'), { name: 'ValidationError' });
      }
      const of = <Alarm extends { AlarmName?: string | undefined }>(
        type: 'MetricAlarm' | 'CompositeAlarm' | 'LogAlarm',
        list: Alarm[] = [],
      ) => (AlarmTypes.includes(type) ? list.filter(({ AlarmName = '' }) => AlarmNames.includes(AlarmName)) : []);
      return {
        MetricAlarms: of('MetricAlarm', held.MetricAlarms),
        CompositeAlarms: of('CompositeAlarm', held.CompositeAlarms),
        LogAlarms: of('LogAlarm', held.LogAlarms),
      };
    },
    // The reader takes a client of the SDK; of its overloads only this one is used.
  } as unknown as Parameters<typeof readAlarms>[0];
}

async function judge(alarm: MetricAlarm, use: { needsData?: boolean } = {}) {
  const [facts] = await readAlarms(cloudWatch({ MetricAlarms: [alarm] }), [alarm.AlarmName ?? '']);
  return problemsOfAlarm(facts as AlarmFacts, { needsData: true, now, ...use });
}

describe('T4 an alarm that can never become OK', () => {
  test.each([blue, green])('T4 is reported at once: $AlarmName', async (alarm) => {
    const [problem, ...more] = await judge(alarm);

    expect(more).toEqual([]);
    expect(problem).toMatchObject({
      rule: 'alarm-never-ok',
      found:
        'CloudWatch reports HTTPCode_Target_5XX_Count only when there are errors, and TreatMissingData is missing: without errors the alarm is INSUFFICIENT_DATA, never OK',
    });
  });

  test('T4 gets a command that writes the same alarm with notBreaching', async () => {
    const actions = { AlarmActions: ['arn:aws:sns:eu-central-1:111122223333:on-call'], AlarmDescription: "it's bad" };
    const [problem] = await judge({ ...blue, ...actions, AlarmArn: 'arn:aws:cloudwatch:x', StateReason: 'no data' });

    const [, json = ''] = /--cli-input-json '(.*)'$/.exec(problem?.fix ?? '') ?? [];
    const { StateValue: _, ...wanted } = { ...blue, ...actions, TreatMissingData: 'notBreaching' };
    expect(JSON.parse(json.replaceAll(`'\\''`, "'"))).toEqual(wanted);
  });

  test.each<[string, Partial<MetricAlarm>]>([
    ['the load balancer’s own errors', { MetricName: 'HTTPCode_ELB_502_Count' }],
    ['connections that targets refuse', { MetricName: 'TargetConnectionErrorCount' }],
    ['a threshold above one', { Threshold: 10 }],
    ['a state that happens to be OK', { StateValue: 'OK' }],
    ['missing data that breaches', { TreatMissingData: 'breaching', StateValue: 'ALARM' }],
    ['missing data that is ignored', { TreatMissingData: 'ignore' }],
    ['math over nothing but errors', math('m1 + m2', ['HTTPCode_Target_5XX_Count', 'TargetConnectionErrorCount'])],
  ])('T4 is reported for %s', async (_, more) => {
    expect((await judge({ ...blue, ...more })).map(({ rule }) => rule)).toContain('alarm-never-ok');
  });

  test.each<[string, Partial<MetricAlarm>]>([
    ['notBreaching', { TreatMissingData: 'notBreaching', StateValue: 'OK' }],
    ['an OK that is kept', { TreatMissingData: 'ignore', StateValue: 'OK' }],
    ['math that fills the gaps', { ...math('FILL(m1, 0)', ['HTTPCode_Target_5XX_Count']), StateValue: 'OK' }],
    [
      'a rate over requests',
      { ...math('100 * m1 / m2', ['HTTPCode_Target_5XX_Count', 'RequestCount']), StateValue: 'OK' },
    ],
    ['hosts, which are always counted', { MetricName: 'UnHealthyHostCount', StateValue: 'OK' }],
    ['a custom metric', { Namespace: 'shop', StateValue: 'OK' }],
    [
      'PromQL, to which missing data do not apply',
      {
        ...{ MetricName: undefined, Namespace: undefined, StateValue: 'OK' },
        EvaluationCriteria: { PromQLCriteria: { Query: 'errors > 0' } },
      },
    ],
  ])('T4 is not reported for %s', async (_, more) => {
    expect(await judge({ ...blue, ...more })).toEqual([]);
  });

  test('T4 is not reported for an alarm that only ECS watches, because ECS accepts missing data', async () => {
    expect(await judge(blue, { needsData: false })).toEqual([]);
  });

  test('T4 is reported at once for a metric that needs requests', async () => {
    const changed = { StateTransitionedTimestamp: new Date('2026-11-26T11:50:00Z') };

    expect(await judge({ ...blue, ...changed, MetricName: 'TargetResponseTime' })).toEqual([
      {
        rule: 'alarm-without-data',
        found:
          'INSUFFICIENT_DATA since 2026-11-26 11:50 UTC: CloudWatch reports TargetResponseTime only while there are requests, and the group without traffic gets none',
        fix: expect.stringContaining('put-metric-alarm'),
      },
    ]);
  });
});

describe('T6 alarms of every type are read', () => {
  const log = { AlarmName: 'shop-log', StateValue: 'OK' as const, TreatMissingData: 'notBreaching' };
  const composite = { AlarmName: 'shop-all', StateValue: 'ALARM' as const };
  const names = ['shop-log', 'shop-all', 'shop-Http-500-Blue', 'gone'];

  test('T6 with a log alarm next to a metric alarm and a composite one', async () => {
    const client = cloudWatch({ MetricAlarms: [blue], CompositeAlarms: [composite], LogAlarms: [log] });

    const found = await readAlarms(client, names);

    expect(found.map(({ name, state, missingData }) => [name, state, missingData])).toEqual([
      ['shop-Http-500-Blue', 'INSUFFICIENT_DATA', 'missing'],
      ['shop-all', 'ALARM', undefined],
      ['shop-log', 'OK', 'notBreaching'],
    ]);
  });

  test('T6 except for a type that CloudWatch does not know yet', async () => {
    const found = await readAlarms(cloudWatch({ MetricAlarms: [blue] }, false), names);

    expect(found.map(({ name }) => name)).toEqual(['shop-Http-500-Blue']);
  });

  test('T6 and another error does not mean that there is none', async () => {
    const failing = {
      send: async () => {
        throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
      },
    } as Parameters<typeof readAlarms>[0];

    await expect(readAlarms(failing, names)).rejects.toThrow('slow down');
  });

  test.each([
    [11, 30, ['alarm-warms-up']],
    [11, 10, []],
  ])(
    'T6 with the warm-up of a log alarm changed at %i:40 that warms up for %i minutes',
    async (hour, minutes, rules) => {
      const warming = {
        ...{ AlarmName: 'shop-log', StateValue: 'INSUFFICIENT_DATA' as const, StateUpdatedTimestamp: now },
        AlarmConfigurationUpdatedTimestamp: new Date(`2026-11-26T${hour}:40:00Z`),
        WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: minutes },
      };
      const [facts] = await readAlarms(cloudWatch({ LogAlarms: [warming] }), ['shop-log']);

      const problems = problemsOfAlarm(facts as AlarmFacts, { needsData: true, now });

      expect(problems.map(({ rule }) => rule)).toEqual(rules);
    },
  );
});

/** Metric math over these metrics of the load balancer. */
function math(Expression: string, metricNames: readonly string[]): Partial<MetricAlarm> {
  const metrics = metricNames.map((MetricName, index) => ({
    Id: `m${index + 1}`,
    MetricStat: { Metric: { Namespace: 'AWS/ApplicationELB', MetricName }, Period: 60, Stat: 'Sum' },
    ReturnData: false,
  }));
  return { MetricName: undefined, Namespace: undefined, Metrics: [{ Id: 'e', Expression }, ...metrics] };
}

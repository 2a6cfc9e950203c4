import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../src/checks/alarms/alarms-check.ts';
import { cloudwatchAlarmReader } from '../../../src/checks/alarms/cloudwatch-alarm-reader.ts';
import type { EcsDeployment } from '../../../src/deployment/ecs.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import type { Target } from '../../../src/hook/target.ts';
import { awsError, FakeEcs } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';
import { FakeAlarmReader } from './fake-alarm-reader.ts';

// An event without weights: those name another revision, so no deployment could be the first.
const target = {
  ...targetOfEvent('POST_PRODUCTION_TRAFFIC_SHIFT.doc'),
  testTrafficWeights: {},
  productionTrafficWeights: {},
};
const aWeekAgo = new Date('2026-11-15T14:00:00Z');
const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);

describe('watchMinutes', () => {
  test('T5 watches an alarm that was OK for a week, beginning with the first call of the gate', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: aWeekAgo });
    const hookDetails = { alarms: ['shop-5xx'], okForMinutes: 10, watchMinutes: 10 };

    expect(await run(reader, hookDetails, 0)).toMatchObject({
      kind: 'wait',
      reason: 'watched for 0 min of 10: 1 alarm OK for 10 min',
      deadline: at('14:10'),
      retryAfterSeconds: 60,
    });
    expect(await run(reader, hookDetails, 9)).toMatchObject({ kind: 'wait' });
    expect(await run(reader, hookDetails, 10)).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK for 10 min, watched for 10 min',
    });
  });

  test('T5 fails on an alarm that went off between two calls, even if it is OK again', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: at('14:07') });
    reader.history.set('shop-5xx', [aWeekAgo, at('14:05')]);

    for (const minutes of [8, 10, 30]) {
      expect(await run(reader, { alarms: ['shop-5xx'], watchMinutes: 10 }, minutes)).toMatchObject({
        kind: 'fail',
        reason: 'alarm shop-5xx: in ALARM at 2026-11-22 14:05 UTC, after this gate was first called, though OK now',
      });
    }
    reader.history.set('shop-5xx', [aWeekAgo]);
    expect(await run(reader, { alarms: ['shop-5xx'], watchMinutes: 10 }, 10)).toMatchObject({ kind: 'pass' });
  });

  test.each([
    ['of an alarm that has changed', 'OK', at('14:07'), true],
    ['of one that changed with the first call of the gate', 'OK', at('14:00'), true],
    ['of one that has changed at an unknown time', 'OK', undefined, true],
    ['of one without data now', 'INSUFFICIENT_DATA', at('14:07'), true],
    ['not of one that has not changed', 'OK', aWeekAgo, false],
    ['not of one in ALARM, which fails the check either way', 'ALARM', at('14:07'), false],
  ])('T5 reads the history %s', async (_which, value, since, isRead) => {
    const reader = new FakeAlarmReader().set('shop-5xx', value, { since });
    reader.lastAlarm = () => Promise.reject(new Error('the history was read'));

    const { reason } = await run(reader, { alarms: ['shop-5xx'], watchMinutes: 10 }, 10);

    expect(reason).toMatch(isRead ? /the history was read$/ : /^(1 alarm OK, watched|alarm shop-5xx: ALARM since)/);
  });

  test('T5 reads no history of one that is missing, which fails the check either way', async () => {
    const reader = new FakeAlarmReader();
    reader.lastAlarm = () => Promise.reject(new Error('the history was read'));

    expect(await run(reader, { alarms: ['gone'], watchMinutes: 10 }, 10)).toMatchObject({ kind: 'fail' });
  });

  test('T5 reads no history without watchMinutes, and passes though an alarm went off', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: at('14:07') });
    reader.history.set('shop-5xx', [at('14:05')]);

    expect(await run(reader, { alarms: ['shop-5xx'] }, 10)).toMatchObject({ kind: 'pass', reason: '1 alarm OK' });
  });

  test('T5 does not pass if the history of a changed alarm cannot be read', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: at('14:07') });
    reader.lastAlarm = () => Promise.reject(awsError('AccessDenied', 'not authorized'));

    expect(await run(reader, { alarms: ['shop-5xx'], watchMinutes: 10 }, 10)).toMatchObject({
      kind: 'error',
      reason: 'the alarms could not be read: AccessDenied: not authorized',
    });
  });

  test('T5 waits for an alarm without data for as long as it watches', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'INSUFFICIENT_DATA', { since: aWeekAgo });
    const hookDetails = { alarms: ['shop-5xx'], waitMinutes: 5, watchMinutes: 20 };

    expect(await run(reader, hookDetails, 19)).toMatchObject({ kind: 'wait', deadline: at('14:20') });
    expect(await run(reader, hookDetails, 20)).toMatchObject({ kind: 'fail' });
  });
});

describe('alarms in warm-up', () => {
  test.each(['wait', 'fail', 'pass'])('are awaited and named, even if missing data means %s', async (meaning) => {
    const warm = { since: at('13:55'), warmUpMinutes: 10 };
    const reader = new FakeAlarmReader().set('shop-5xx', 'INSUFFICIENT_DATA', warm);
    const hookDetails = { alarms: ['shop-5xx'], onInsufficientData: meaning };

    expect(await run(reader, hookDetails, 4)).toMatchObject({
      kind: 'wait',
      reason: 'alarm shop-5xx: INSUFFICIENT_DATA, warming up for 10 min since 2026-11-22 13:55 UTC',
    });
    expect(await run(reader, hookDetails, 5)).toMatchObject({ kind: meaning });
  });
});

describe('the alarms of the deployment itself', () => {
  const reader = new FakeAlarmReader().set('own', 'ALARM').set('named', 'OK');

  test('count if none are named', async () => {
    const own = { deploymentConfiguration: { alarms: { alarmNames: ['own'], enable: true } } };

    expect(await run(reader, {}, 0, own)).toMatchObject({ kind: 'fail', reason: 'alarm own: ALARM' });
    expect(await run(reader, { alarms: ['named'] }, 0, own)).toMatchObject({ kind: 'pass' });
  });

  test.each<[EcsDeployment, string]>([
    [{}, 'the deployment has none of its own'],
    [{ deploymentConfiguration: { alarms: { alarmNames: [], enable: true } } }, 'the deployment has none of its own'],
    [
      { deploymentConfiguration: { alarms: { alarmNames: ['own'], enable: false } } },
      'those of the deployment are switched off ("enable": false)',
    ],
  ])('fail the check if missing, with a remedy: %j', async (deployment, because) => {
    expect(await run(reader, {}, 0, deployment)).toEqual({
      kind: 'fail',
      reason: `hookDetails.alarms names no alarms, and ${because}: name them there, such as ["shop-5xx"], or in deploymentConfiguration.alarms of the service`,
    });
  });

  test.each<[string, EcsDeployment | undefined, Partial<Target>]>([
    ['nothing reads ECS', undefined, {}],
    ['the event names no deployment', {}, { deploymentArn: undefined }],
  ])('fail the check if %s', async (_why, deployment, change) => {
    const ecs = deployment && { describeServiceDeployment: async () => deployment };
    const check = alarmsCheck(reader, ecs);

    expect(await check.run({ ...target, ...change }, await contextFor(check, {}))).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('the event names no service deployment that could have some'),
    });
  });

  test('result in an error if ECS cannot be asked', async () => {
    expect(await run(reader, {}, 0, undefined)).toMatchObject({
      kind: 'error',
      reason: 'the alarms of the deployment could not be read: ECS does not know the service deployment',
    });
  });
});

describe('firstDeployment', () => {
  const reader = new FakeAlarmReader().set('shop-5xx', 'ALARM');

  test('T11 lets a first deployment pass unchecked if that is configured, and says so', async () => {
    const hookDetails = { alarms: ['shop-5xx'], firstDeployment: 'pass' };

    expect(await run(reader, hookDetails, 0, { sourceServiceRevisions: [] })).toEqual({
      kind: 'pass',
      reason:
        'the first deployment of this service (ECS lists no source revision) passes unchecked, as set in hookDetails.firstDeployment',
    });
    expect(await run(reader, { alarms: ['shop-5xx'] }, 0, { sourceServiceRevisions: [] })).toMatchObject({
      kind: 'fail',
    });
  });

  test.each<[string, EcsDeployment | undefined]>([
    [
      'a later deployment',
      { sourceServiceRevisions: [{ arn: 'arn:aws:ecs:us-west-2:123456789012:service-revision/a/b/1' }] },
    ],
    ['no list of source revisions', {}],
    ['an unknown deployment', undefined],
  ])('T11 does not skip the check for %s', async (_case, deployment) => {
    expect(await run(reader, { alarms: ['shop-5xx'], firstDeployment: 'pass' }, 0, deployment)).toMatchObject({
      kind: 'fail',
      reason: 'alarm shop-5xx: ALARM',
    });
  });
});

describe('cloudwatchAlarmReader', () => {
  const refusal = awsError(
    'ValidationError',
    "Value '[LogAlarm]' at 'alarmTypes' failed to satisfy constraint: Member must satisfy enum value set: [CompositeAlarm, MetricAlarm]",
  );

  test('RL15 finds no alarm of a name, instead of failing to read it, if the service does not know log alarms', async () => {
    const reader = cloudwatchAlarmReader(
      answering([{ MetricAlarms: [{ AlarmName: 'there', StateValue: 'OK' }] }, refusal]),
    );
    const check = alarmsCheck(reader);
    const context = await contextFor(check, { alarms: ['there', 'typo'] });

    expect(await check.run(target, context)).toMatchObject({
      kind: 'fail',
      reason: 'alarm typo: no alarm of this name in us-west-2',
    });
  });

  test.each([
    awsError('ThrottlingException', 'Rate exceeded for LogAlarm'),
    awsError('ValidationError', 'AlarmNames is too long'),
    awsError('AccessDenied', 'not authorized to read alarm types'),
  ])('RL15 still cannot read alarms when the answer is %s', async (error) => {
    await expect(cloudwatchAlarmReader(answering([{}, error])).states(['typo'], signal)).rejects.toBe(error);
    await expect(cloudwatchAlarmReader(answering([refusal])).states(['typo'], signal)).rejects.toBe(refusal);
  });

  test('T6 reads the state of a log alarm', async () => {
    const reader = cloudwatchAlarmReader(answering([{}, { LogAlarms: [{ AlarmName: 'log', StateValue: 'ALARM' }] }]));

    expect((await reader.states(['log'], signal)).get('log')).toMatchObject({ value: 'ALARM' });
  });

  test('T5 finds an alarm in the history over several pages, and does not overlook one that it cannot read', async () => {
    const changed = (value: string) => ({
      Timestamp: at('14:05'),
      HistoryData: JSON.stringify({
        version: '1.0',
        newState: { stateValue: value },
        oldState: { stateValue: 'ALARM' },
      }),
    });
    const ask = (pages: readonly object[]) =>
      cloudwatchAlarmReader(answering(pages)).lastAlarm('a', at('14:00'), signal);

    expect(
      await ask([{ AlarmHistoryItems: [changed('OK')], NextToken: '2' }, { AlarmHistoryItems: [changed('ALARM')] }]),
    ).toEqual(at('14:05'));
    expect(await ask([{ AlarmHistoryItems: [changed('OK')] }])).toBeUndefined();
    await expect(ask([{ AlarmHistoryItems: [{ HistoryData: '{}' }] }])).rejects.toThrow();
  });

  test('T6 finds a log alarm in the history of its own type, and none if the service does not know that type', async () => {
    const asked: unknown[] = [];
    const ask = (ofLogs: object) => {
      const send = async ({ input }: { input: { AlarmTypes: readonly string[] } }) => {
        asked.push(input.AlarmTypes);
        if (!input.AlarmTypes.includes('LogAlarm')) return {};
        if (ofLogs instanceof Error) throw ofLogs;
        return ofLogs;
      };
      return cloudwatchAlarmReader({ send } as never).lastAlarm('log', at('14:00'), signal);
    };
    const HistoryData = JSON.stringify({ newState: { stateValue: 'ALARM' } });

    expect(await ask({ AlarmHistoryItems: [{ Timestamp: at('14:05'), HistoryData }] })).toEqual(at('14:05'));
    expect(asked).toEqual([['MetricAlarm', 'CompositeAlarm'], ['LogAlarm']]);
    expect(await ask({ AlarmHistoryItems: [] })).toBeUndefined();
    expect(await ask(refusal)).toBeUndefined();
    const denied = awsError('AccessDenied', 'not authorized to read the history');
    await expect(ask(denied)).rejects.toBe(denied);
  });
});

const { signal } = new AbortController();

/** CloudWatch that gives these answers in turn. */
function answering(answers: readonly object[]): Parameters<typeof cloudwatchAlarmReader>[0] {
  const left = [...answers];
  const send = async () => {
    const answer = left.shift();
    if (answer instanceof Error) throw answer;
    return answer ?? {};
  };
  return { send } as Parameters<typeof cloudwatchAlarmReader>[0];
}

async function run(reader: FakeAlarmReader, hookDetails: JsonObject, minutes: number, deployment?: EcsDeployment) {
  const ecs = new FakeEcs();
  if (deployment !== undefined) ecs.deployments.set(target.deploymentArn ?? '', deployment);
  const check = alarmsCheck(reader, ecs);
  return check.run(target, await contextFor(check, hookDetails, { minutes }));
}

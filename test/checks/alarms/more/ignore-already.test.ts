import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../../src/checks/alarms/alarms-check.ts';
import { ignoreAlreadyInAlarm } from '../../../../src/checks/alarms/more/ignore-already.ts';
import { contextFor } from '../../check-context.ts';
import { FakeAlarmReader } from '../fake-alarm-reader.ts';
import { at, runAlarms, target } from './run-alarms.ts';

const early = at('11:00');
const createdAt = at('13:30');
const details = { alarms: ['old', 'b'], ignoreAlreadyInAlarm: true };

describe('an alarm that was already in ALARM', () => {
  test('C10 shows in its finding since when, and when the deployment was created', async () => {
    const reader = new FakeAlarmReader().change('old', early, 'ALARM').set('b', 'OK');

    expect((await runAlarms(reader, details, 0, { createdAt })).findings).toMatchObject([
      {
        name: 'alarm old',
        found:
          'ALARM since 2026-11-22 11:00 UTC; in ALARM since before the deployment, which was created at 2026-11-22 13:30 UTC',
      },
      { found: 'OK since an unknown time' },
    ]);
  });

  test('C10 is not one that went off in the moment in which the deployment was created', async () => {
    const reader = new FakeAlarmReader().set('b', 'OK').set('old', 'ALARM', { since: createdAt });

    expect(await runAlarms(reader, details, 0, { createdAt })).toMatchObject({ kind: 'fail' });
  });

  test('C10 is not one without data at that time', async () => {
    const reader = new FakeAlarmReader().set('b', 'OK').change('old', at('13:35'), 'ALARM');
    reader.change('old', at('13:40'), 'INSUFFICIENT_DATA').change('old', at('13:50'), 'ALARM');

    expect(await runAlarms(reader, details, 0, { createdAt })).toMatchObject({ kind: 'fail' });
  });

  test('C10 is one that went off again while it was watched, and then recovered', async () => {
    const reader = new FakeAlarmReader().change('b', early, 'OK').change('old', early, 'ALARM');
    reader.change('old', at('13:50'), 'INSUFFICIENT_DATA').change('old', at('14:02'), 'ALARM');
    reader.change('old', at('14:04'), 'OK');
    const watching = { ...details, watchMinutes: 5 };

    expect(await runAlarms(reader, watching, 5, { createdAt })).toMatchObject({ kind: 'pass' });
    reader.change('old', at('14:05'), 'ALARM').change('old', at('14:06'), 'OK');
    expect(await runAlarms(reader, watching, 7, { createdAt })).toMatchObject({ kind: 'fail' });
  });

  test('C10 is none that has no data now, beside one that is', async () => {
    const reader = new FakeAlarmReader().change('old', early, 'ALARM').change('b', early, 'ALARM');
    reader.change('b', at('13:50'), 'INSUFFICIENT_DATA');

    expect(await runAlarms(reader, details, 0, { createdAt })).toMatchObject({
      kind: 'wait',
      reason: 'alarm b: INSUFFICIENT_DATA since 2026-11-22 13:50 UTC',
    });
  });

  test('C10 is none that is OK by now, for however long', async () => {
    const wentOff = { at: undefined, isComposite: false };
    const finding = { name: 'alarm a', outcome: 'failed', found: '3 bad', allowed: '' } as const;
    const judged = [{ name: 'a', kind: 'fail', alarm: wentOff, finding }] as const;
    const reader = new FakeAlarmReader().set('a', 'OK', { since: early });
    const ecs = { describeServiceDeployment: async () => ({ createdAt }) };
    const where = { states: reader.alarms, reader, ecs, signal: AbortSignal.timeout(1000) };

    expect(await ignoreAlreadyInAlarm(judged, target, where)).toEqual(judged);
  });

  test('C10 is none that was deleted after it went off', async () => {
    const reader = new FakeAlarmReader().set('b', 'OK', { since: early });
    reader.history.set('old', [at('14:01')]);
    const watching = { ...details, onMissing: 'pass', watchMinutes: 5 };

    expect(await runAlarms(reader, watching, 5, { createdAt })).toMatchObject({
      kind: 'fail',
      reason: 'alarm old: in ALARM at 2026-11-22 14:01 UTC, after this gate was first called, though missing now',
    });
  });
});

describe('when the deployment was created', () => {
  const reader = new FakeAlarmReader().set('old', 'ALARM', { since: early }).set('b', 'OK');
  const ofDeployment = async (arn: string) => {
    if (arn !== target.deploymentArn) throw new Error(`asked for ${arn}`);
    return undefined;
  };

  test.each([
    ['ECS does not know the deployment', { describeServiceDeployment: ofDeployment }, target],
    ['the event names none', { describeServiceDeployment: ofDeployment }, { ...target, deploymentArn: undefined }],
    ['nothing reads ECS', undefined, target],
  ])('is not known if %s, and then nothing is ignored', async (_why, ecs, event) => {
    const check = alarmsCheck(reader, ecs, async () => reader);

    expect(await check.run(event, await contextFor(check, details))).toMatchObject({
      kind: 'fail',
      reason: 'alarm old: ALARM since 2026-11-22 11:00 UTC; when the deployment was created is not known',
      findings: [{ outcome: 'failed' }, { found: 'OK since an unknown time' }],
    });
  });

  test('is not read as long as no alarm is in ALARM', async () => {
    const broken = { describeServiceDeployment: () => Promise.reject(new Error('AccessDenied')) };
    const check = alarmsCheck(reader, broken, async () => reader);

    expect(await check.run(target, await contextFor(check, { ...details, alarms: ['b'] }))).toMatchObject({
      kind: 'pass',
    });
    expect(await check.run(target, await contextFor(check, details))).toMatchObject({ kind: 'error' });
  });
});

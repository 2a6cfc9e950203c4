import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../../src/checks/alarms/alarms-check.ts';
import { whatIsWrongWith } from '../../check-context.ts';
import { FakeAlarmReader } from '../fake-alarm-reader.ts';
import { at, runAlarms, target } from './run-alarms.ts';

const early = new Date('2026-11-22T11:00:00Z');
const created = { createdAt: at('13:30') };

describe('alarms by tag', () => {
  const reader = new FakeAlarmReader().set('a', 'OK').set('b', 'ALARM').set('c', 'OK');
  reader.tags.set('a', { service: 'shop', team: 'x' }).set('b', { service: 'shop' }).set('c', { service: 'cart' });

  test('C3 count if they have all of the tags', async () => {
    expect(await runAlarms(reader, { tags: { service: 'shop' } })).toMatchObject({
      kind: 'fail',
      reason: 'alarm b: ALARM',
    });
    expect(await runAlarms(reader, { tags: { service: 'shop', team: 'x' } })).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK',
    });
  });

  test('C3 fail the gate if there are none', async () => {
    expect(await runAlarms(reader, { tags: { service: 'typo' } })).toEqual({
      kind: 'fail',
      reason: 'no alarm in us-west-2 has the tags service=typo',
    });
    expect((await runAlarms(reader, { tags: { service: 'shop', team: 'y' } })).reason).toBe(
      'no alarm in us-west-2 has the tags service=shop, team=y',
    );
  });

  test('C3 fail the gate if one of them cannot be read', async () => {
    reader.tags.set('unseen', { service: 'unseen' });

    expect(await runAlarms(reader, { tags: { service: 'unseen' } })).toMatchObject({
      kind: 'fail',
      reason: 'alarm unseen: no alarm of this name in us-west-2',
    });
  });
});

describe('ignoreAlreadyInAlarm', () => {
  const details = { alarms: ['old', 'b'], ignoreAlreadyInAlarm: true };

  test('C10 ignores an alarm that was in ALARM before the deployment, and says so', async () => {
    const reader = new FakeAlarmReader().change('old', early, 'ALARM').set('b', 'OK');

    expect(await runAlarms(reader, details, 0, created)).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK, 1 in ALARM since before the deployment, which is allowed',
      findings: [{ outcome: 'degraded' }, { outcome: 'passed' }],
    });
    expect(await runAlarms(reader, { alarms: ['old'] }, 0, created)).toMatchObject({ kind: 'fail' });
  });

  test('C10 ignores one that had no data in between, but not one that was OK', async () => {
    const reader = new FakeAlarmReader().change('old', early, 'ALARM').set('b', 'OK');
    reader.change('old', at('13:40'), 'INSUFFICIENT_DATA').change('old', at('13:50'), 'ALARM');

    expect(await runAlarms(reader, details, 0, created)).toMatchObject({ kind: 'pass' });
    reader.change('old', at('13:55'), 'OK').change('old', at('13:58'), 'ALARM');
    expect(await runAlarms(reader, details, 0, created)).toMatchObject({ kind: 'fail' });
  });

  test('C10 ignores nothing that went off later, or of which that is not known', async () => {
    const reader = new FakeAlarmReader().change('old', at('13:45'), 'ALARM').set('b', 'OK');

    expect(await runAlarms(reader, details, 0, created)).toMatchObject({ kind: 'fail' });
    reader.set('old', 'ALARM', { since: undefined });
    reader.changes.clear();
    expect(await runAlarms(reader, details, 0, created)).toMatchObject({ kind: 'fail' });
    reader.set('old', 'ALARM', { since: early });
    expect(await runAlarms(reader, details, 0, {})).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('when the deployment was created is not known'),
    });
  });
});

describe('a watch by the minute', () => {
  const details = { alarms: ['a'], watchMinutes: 5, failureLimit: 1 };

  test('C9 tolerates minutes in ALARM, and makes up for them', async () => {
    const reader = new FakeAlarmReader().change('a', early, 'OK');
    reader.change('a', new Date('2026-11-22T14:01:10Z'), 'ALARM').change('a', new Date('2026-11-22T14:01:50Z'), 'OK');

    expect(await runAlarms(reader, details, 5)).toMatchObject({ kind: 'wait', retryAfterSeconds: 60 });
    expect(await runAlarms(reader, details, 6)).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK, watched for 5 min',
      findings: [{ found: '5 good, 1 bad of 6 minutes; now OK for 4 min', allowed: 'at most 1 of 5 minutes in ALARM' }],
    });
    reader.change('a', new Date('2026-11-22T14:03:10Z'), 'ALARM').change('a', new Date('2026-11-22T14:03:50Z'), 'OK');
    expect(await runAlarms(reader, details, 6)).toMatchObject({ kind: 'fail' });
  });

  test('C9 needs the last minutes to be OK', async () => {
    const reader = new FakeAlarmReader()
      .change('a', early, 'OK')
      .change('a', at('14:03'), 'ALARM')
      .change('a', at('14:04'), 'OK');
    const calm = { ...details, consecutive: 3 };

    expect(await runAlarms(reader, calm, 6)).toMatchObject({ kind: 'wait' });
    expect(await runAlarms(reader, calm, 7)).toMatchObject({ kind: 'pass' });
  });

  test('C9 is inconclusive without data, and never passes', async () => {
    const reader = new FakeAlarmReader().change('a', early, 'INSUFFICIENT_DATA');
    const limited = { ...details, inconclusiveLimit: 2 };

    expect(await runAlarms(reader, limited, 2)).toMatchObject({ kind: 'wait' });
    expect(await runAlarms(reader, limited, 3)).toMatchObject({ kind: 'fail', inconclusive: true });
    expect(await runAlarms(reader, details, 14)).toMatchObject({ kind: 'wait' });
    expect(await runAlarms(reader, details, 15)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('C9 does not count a minute that the history does not show', async () => {
    const reader = new FakeAlarmReader().set('a', 'OK', { since: at('14:03') });

    expect(await runAlarms(reader, details, 6)).toMatchObject({
      kind: 'wait',
      findings: [{ found: expect.stringContaining('3 inconclusive') }],
    });
  });

  test('C9 judges nothing before initialDelayMinutes are over', async () => {
    const reader = new FakeAlarmReader().set('a', 'ALARM', { since: at('13:59') });
    const delayed = { alarms: ['a'], initialDelayMinutes: 3 };

    expect(await runAlarms(reader, delayed, 2)).toEqual({
      kind: 'wait',
      reason: 'judges nothing before 2026-11-22 14:03 UTC, as set in hookDetails.initialDelayMinutes',
      deadline: at('14:03'),
    });
    expect(await runAlarms(reader, delayed, 3)).toMatchObject({ kind: 'fail' });
    reader.set('a', 'OK', { since: at('14:02') }).history.set('a', [at('14:01')]);
    expect(await runAlarms(reader, { ...delayed, watchMinutes: 5 }, 8)).toMatchObject({ kind: 'pass' });
  });
});

describe('alarms in another account', () => {
  const check = alarmsCheck(new FakeAlarmReader());
  const roleArn = 'arn:aws:iam::111122223333:role/alarms';

  test('C11 are read there, and the account is named', async () => {
    const there = new FakeAlarmReader().set('a', 'OK');
    const asked: unknown[] = [];
    const elsewhere = alarmsCheck(new FakeAlarmReader(), undefined, async (source) => {
      asked.push(source);
      return there;
    });
    const { contextFor } = await import('../../check-context.ts');
    const source = { region: 'eu-west-1', roleArn, externalId: 'shop-1' };
    const run = async (alarms: string[]) => elsewhere.run(target, await contextFor(elsewhere, { alarms, source }));

    expect(await run(['a'])).toMatchObject({ kind: 'pass' });
    expect(asked).toEqual([source]);
    expect(await run(['b'])).toMatchObject({
      kind: 'fail',
      reason: 'alarm b: no alarm of this name in eu-west-1 of account 111122223333',
    });
  });

  test.each([
    [{ source: { roleArn } }, 'expected alarms, prefix or tags next to it'],
    [{ alarms: ['a'], source: {} }, 'expected region or roleArn or both'],
    [{ alarms: ['a'], source: { region: 'eu-west-1', externalId: 'x1' } }, 'expected externalId only next to roleArn'],
    [{ tags: {} }, 'expected 1 to 10 tags'],
    [{ alarms: ['a'], watchMinutes: 2, failureLimit: 2 }, 'expected at least 3'],
    [{ alarms: ['a'], consecutive: 1 }, 'expected at least 1'],
    [{ alarms: ['a'], watchMinutes: 5, consecutive: 2, okForMinutes: 2 }, 'expected no okForMinutes'],
    [{ alarms: ['a'], watchMinutes: 5, failureLimit: 2, onAlarm: 'wait' }, 'expected no "wait"'],
    [{ alarms: ['a'], watchMinutes: 5, failureLimit: 2, onInsufficientData: 'fail' }, 'expected no "fail"'],
  ])('refuses %j', async (hookDetails, problem) => {
    expect(await whatIsWrongWith(check, hookDetails)).toContain(problem);
  });
});

import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/hook/json.ts';
import { FakeAlarmReader } from '../fake-alarm-reader.ts';
import { at, runAlarms } from './run-alarms.ts';

const early = at('11:00');
const details = { alarms: ['a'], watchMinutes: 5, failureLimit: 2 };

describe('what is decided before the minutes are counted', () => {
  test('is that an alarm in an unknown state is an error', async () => {
    const reader = new FakeAlarmReader().change('a', early, 'SNOOZED');

    expect(await runAlarms(reader, details, 2)).toMatchObject({
      kind: 'error',
      reason: 'alarm a: unknown alarm state: SNOOZED',
    });
  });

  test('is that a missing alarm fails, and not as inconclusive', async () => {
    const verdict = await runAlarms(new FakeAlarmReader(), details, 2);

    expect(verdict).toMatchObject({ kind: 'fail', reason: 'alarm a: no alarm of this name in us-west-2' });
    expect(verdict).not.toHaveProperty('inconclusive');
  });

  test('is that an alarm that is warming up is waited for, even if no data is a pass', async () => {
    const warm = { since: at('13:59'), warmUpMinutes: 30 };
    const reader = new FakeAlarmReader().set('a', 'INSUFFICIENT_DATA', warm);

    expect(await runAlarms(reader, { ...details, onInsufficientData: 'pass' }, 6)).toMatchObject({
      kind: 'wait',
      reason: 'alarm a: INSUFFICIENT_DATA, warming up for 30 min since 2026-11-22 13:59 UTC',
    });
  });
});

describe('what the minutes decide', () => {
  test.each<[string, FakeAlarmReader, JsonObject, string]>([
    [
      'an alarm in ALARM, for which few minutes are left',
      inState('ALARM'),
      {},
      '2 bad of 2 minutes; now ALARM since 2026-11-22 11:00 UTC',
    ],
    [
      'no data, which is a pass',
      inState('INSUFFICIENT_DATA'),
      { onInsufficientData: 'pass' },
      '2 good of 2 minutes; now INSUFFICIENT_DATA since 2026-11-22 11:00 UTC',
    ],
    [
      'a missing alarm that may still be created',
      new FakeAlarmReader(),
      { onMissing: 'wait', onInsufficientData: 'pass' },
      '2 inconclusive of 2 minutes; now no alarm of this name in us-west-2',
    ],
    [
      'a missing alarm, which is a pass',
      new FakeAlarmReader(),
      { onMissing: 'pass' },
      '2 good of 2 minutes; now no alarm of this name in us-west-2',
    ],
    [
      'an alarm that has changed at an unknown time',
      new FakeAlarmReader().set('a', 'OK'),
      {},
      '2 inconclusive of 2 minutes; now OK since an unknown time',
    ],
  ])('is awaited for %s', async (_what, reader, more, found) => {
    expect(await runAlarms(reader, { ...details, ...more }, 2)).toMatchObject({
      kind: 'wait',
      findings: [{ outcome: 'waiting', found: expect.stringMatching(new RegExp(`${found}$`)) }],
    });
  });

  test('says what is allowed, and what counts as good although it is not OK', async () => {
    const limits = { onInsufficientData: 'pass', consecutive: 3, inconclusiveLimit: 4 };

    expect(await runAlarms(inState('INSUFFICIENT_DATA'), { ...details, ...limits }, 5)).toEqual({
      kind: 'pass',
      reason: '0 alarms OK, 1 without data, which is allowed, watched for 5 min',
      findings: [
        {
          name: 'alarm a',
          outcome: 'passed',
          found: '5 good of 5 minutes; now INSUFFICIENT_DATA since 2026-11-22 11:00 UTC',
          allowed: 'at most 2 of 5 minutes in ALARM, 4 without data, the last 3 OK',
        },
      ],
    });
  });

  test('is a failure that is known and not inconclusive, with the number of its minutes', async () => {
    expect(await runAlarms(inState('ALARM'), details, 3)).toEqual({
      kind: 'fail',
      reason: 'alarm a: 0 good, 3 bad of 3 minutes; now ALARM since 2026-11-22 11:00 UTC',
      findings: [expect.objectContaining({ outcome: 'failed', allowed: 'at most 2 of 5 minutes in ALARM' })],
    });
  });

  test('counts as an alarm that went off only if there were too many minutes in ALARM', async () => {
    const both = { ...details, alarms: ['a', 'b'] };
    const reader = inState('ALARM').change('b', early, 'OK');

    expect(await runAlarms(reader, { ...both, allowedFailures: 1 }, 5)).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK, 1 in ALARM of up to 1, which is allowed, watched for 5 min',
    });
    const ignoring = { ...details, ignoreAlreadyInAlarm: true };
    expect(await runAlarms(reader, ignoring, 2, { createdAt: at('13:30') })).toMatchObject({ kind: 'wait' });
    expect(await runAlarms(reader, ignoring, 5, { createdAt: at('13:30') })).toMatchObject({ kind: 'pass' });
  });

  test('names the children of a composite alarm that is in ALARM, and of no other', async () => {
    const reader = new FakeAlarmReader().set('all', 'ALARM', { since: early, isComposite: true });
    reader.change('a', early, 'ALARM').change('a', at('14:04'), 'OK').change('child', early, 'ALARM');
    reader.children.set('all', ['child']);

    const { findings } = await runAlarms(reader, { ...details, alarms: ['all', 'a'] }, 5);
    expect(findings?.map(({ found }) => found)).toEqual([
      '0 good, 5 bad of 5 minutes; now ALARM since 2026-11-22 11:00 UTC; its children in ALARM: child',
      '1 good, 4 bad of 5 minutes; now OK for 1 min',
    ]);
  });
});

describe('the history of an alarm', () => {
  test.each([
    ['not read if it has not changed since the watch began', at('14:00'), false],
    ['read if it has', new Date('2026-11-22T14:00:00.001Z'), true],
    ['read if nobody knows', undefined, true],
  ])('is %s', async (_when, since, isRead) => {
    const reader = new FakeAlarmReader().set('a', 'OK', { since });
    reader.transitions = () => Promise.reject(new Error('the history was read'));

    const { reason } = await runAlarms(reader, details, 5);
    expect(reason).toMatch(isRead ? /the history was read$/ : /^1 alarm OK, watched/);
  });
});

function inState(value: string): FakeAlarmReader {
  return new FakeAlarmReader().set('a', value, { since: early });
}

import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../src/checks/alarms/alarms-check.ts';
import type { Check } from '../../../src/hook/check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor, whatIsWrongWith } from '../check-context.ts';
import { FakeAlarmReader } from './fake-alarm-reader.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');

async function run(reader: FakeAlarmReader, hookDetails: JsonObject) {
  const check = alarmsCheck(reader);
  return check.run(target, await contextFor(check, { alarms: ['shop-5xx'], ...hookDetails }));
}

describe('what reviewers read about an alarm', () => {
  test.each<[JsonObject, string]>([
    [{}, 'OK'],
    [{ okForMinutes: 5 }, 'OK for 5 min'],
    [{ onInsufficientData: 'pass' }, 'OK, or INSUFFICIENT_DATA'],
    [{ okForMinutes: 5, onInsufficientData: 'pass' }, 'OK for 5 min, or INSUFFICIENT_DATA'],
  ])('says for %j what is allowed: %s', async (hookDetails, allowed) => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: new Date('2026-11-22T12:00:00Z') });

    expect((await run(reader, hookDetails)).findings).toMatchObject([{ allowed }]);
  });

  test('quotes an unknown state', async () => {
    const verdict = await run(new FakeAlarmReader().set('shop-5xx', 'SNOOZED'), {});

    expect(verdict).toMatchObject({ kind: 'error', reason: expect.stringContaining('SNOOZED') });
  });

  test('adds nothing after ALARM when CloudWatch gives no reason', async () => {
    const since = new Date('2026-11-22T13:58:31Z');

    const bare = await run(new FakeAlarmReader().set('shop-5xx', 'ALARM', { since, reason: '' }), {});

    expect(bare.reason).toMatch(/ALARM since 2026-11-22 13:58 UTC$/);
  });

  test('passes in the very minute in which an alarm has been OK for long enough', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: new Date('2026-11-22T13:55:00Z') });

    expect(await run(reader, { okForMinutes: 5 })).toMatchObject({ kind: 'pass' });
    expect(await run(reader, { okForMinutes: 6 })).toMatchObject({ kind: 'wait' });
  });
});

describe('the check', () => {
  const check = alarmsCheck(new FakeAlarmReader()) as Check<unknown>;

  test('has the name alarms, which is its key in a composed hook and in the reports', () => {
    expect(check.name).toBe('alarms');
  });

  test.each<[JsonObject, string]>([
    [{ alarms: [5] }, 'alarms[0]: expected the name of an alarm'],
    [{ alarms: [''] }, 'alarms[0]: expected the name of an alarm'],
    [{ alarms: ['x'.repeat(256)] }, 'alarms[0]: expected at most 255 characters'],
    [{ alarms: Array.from({ length: 501 }, (_, index) => `a${index}`) }, 'alarms: expected '],
    [{ alarms: ['arn:aws:cloudwatch:us-west-2:123456789012:alarm:a'] }, "expected the alarm's name instead of its arn"],
  ])('refuses %j', async (hookDetails, reason) => {
    expect(await whatIsWrongWith(check, hookDetails)).toContain(reason);
  });

  test.each(['see arn:aws:cloudwatch:us-west-2:123456789012:alarm:a', 'x'.repeat(255)])(
    'accepts the name %s',
    async (name) => {
      expect(await whatIsWrongWith(check, { alarms: [name] })).toBeUndefined();
    },
  );
});

import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../../src/checks/alarms/alarms-check.ts';
import { contextFor } from '../../check-context.ts';
import { FakeAlarmReader } from '../fake-alarm-reader.ts';
import { at, runAlarms, target } from './run-alarms.ts';

const aWeekAgo = new Date('2026-11-15T14:00:00Z');

describe('alarms by the beginning of their names', () => {
  test('C2 all count, and those that are named too', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK').set('shop-slow', 'OK').set('other', 'OK');
    reader.set('cart-5xx', 'ALARM');

    expect(await runAlarms(reader, { prefix: 'shop-' })).toMatchObject({ kind: 'pass', reason: '2 alarms OK' });
    expect(await runAlarms(reader, { prefix: 'shop-', alarms: ['other', 'shop-5xx'] })).toMatchObject({
      kind: 'pass',
      reason: '3 alarms OK',
    });
    expect(await runAlarms(reader, { prefix: 'cart-', alarms: ['other'] })).toMatchObject({
      kind: 'fail',
      reason: 'alarm cart-5xx: ALARM',
    });
  });

  test('C2 include one that was created since the last call', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: aWeekAgo });
    const watch = { prefix: 'shop-', watchMinutes: 10 };

    expect(await runAlarms(reader, watch, 5)).toMatchObject({ kind: 'wait' });
    reader.set('shop-new', 'ALARM');
    expect(await runAlarms(reader, watch, 6)).toMatchObject({ kind: 'fail', reason: 'alarm shop-new: ALARM' });
  });

  test('C2 are watched between two calls like those that are named', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { since: at('14:07') });
    reader.history.set('shop-5xx', [at('14:05')]);

    expect(await runAlarms(reader, { prefix: 'shop-', watchMinutes: 10 }, 10)).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('in ALARM at 2026-11-22 14:05 UTC'),
    });
  });

  test('C2 fail the gate if there are none, even next to alarms that are named', async () => {
    const reader = new FakeAlarmReader().set('other', 'OK');
    const reason = 'no alarm in us-west-2 has a name that begins with "shop-"';

    expect(await runAlarms(reader, { prefix: 'shop-' })).toEqual({ kind: 'fail', reason });
    expect(await runAlarms(reader, { prefix: 'shop-', alarms: ['other'] })).toEqual({ kind: 'fail', reason });
  });

  test('C2 are an error if they cannot be read', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK');
    reader.broken = new Error('Rate exceeded');

    expect(await runAlarms(reader, { prefix: 'shop-' })).toMatchObject({
      kind: 'error',
      reason: 'the alarms could not be read: Rate exceeded',
    });
  });
});

describe("the deployment's own alarms", () => {
  const own = { deploymentConfiguration: { alarms: { alarmNames: ['own'], enable: true } } };
  const reader = new FakeAlarmReader().set('own', 'ALARM', { since: at('13:59') }).set('named', 'OK');

  test('count with the rarer keys too, but not next to other alarms', async () => {
    reader.tags.set('named', { service: 'shop' });

    expect(await runAlarms(reader, { onAlarm: 'wait' }, 0, own)).toMatchObject({
      kind: 'wait',
      reason: 'alarm own: ALARM since 2026-11-22 13:59 UTC',
    });
    for (const chosen of [{ alarms: ['named'] }, { prefix: 'named' }, { tags: { service: 'shop' } }]) {
      expect(await runAlarms(reader, { ...chosen, onAlarm: 'wait' }, 0, own)).toMatchObject({ kind: 'pass' });
    }
  });

  test('fail the gate if there are none, and are an error if they cannot be read', async () => {
    expect(await runAlarms(reader, { onAlarm: 'wait' }, 0, {})).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('the deployment has none of its own'),
    });
    expect(await runAlarms(reader, { onAlarm: 'wait' })).toMatchObject({
      kind: 'error',
      reason: 'the alarms of the deployment could not be read: ECS does not know the service deployment',
    });
  });
});

describe('what is read', () => {
  test('are the states of those alarms only that were not found with theirs', async () => {
    const reader = new FakeAlarmReader().set('shop-a', 'OK').set('other', 'OK');
    const asked: string[] = [];
    const states = reader.states.bind(reader);
    reader.states = (names) => {
      asked.push(...names);
      return states(names);
    };

    expect(await runAlarms(reader, { prefix: 'shop-', alarms: ['other'] })).toMatchObject({ reason: '2 alarms OK' });
    expect(asked).toEqual(['other']);
  });

  test('is no history without watchMinutes', async () => {
    const reader = new FakeAlarmReader().set('shop-a', 'OK', { since: at('14:07') });
    reader.history.set('shop-a', [at('14:05')]);

    expect(await runAlarms(reader, { prefix: 'shop-' }, 10)).toMatchObject({ kind: 'pass' });
  });

  test('is nothing, which is an error, by a hook that cannot find alarms', async () => {
    const check = alarmsCheck(new FakeAlarmReader().set('shop-a', 'OK'));

    expect(await check.run(target, await contextFor(check, { prefix: 'shop-' }))).toMatchObject({
      kind: 'error',
      reason: 'the alarms could not be read: nothing reads them by such a configuration',
    });
  });
});

describe('many alarms', () => {
  test('C16 up to 500 count, and one that went off among them fails the gate', async () => {
    const reader = new FakeAlarmReader();
    for (let number = 0; number < 500; number += 1) reader.set(`shop-${number}`, 'OK');

    expect(await runAlarms(reader, { prefix: 'shop-' })).toMatchObject({ kind: 'pass', reason: '500 alarms OK' });
    reader.set('shop-431', 'ALARM');
    expect(await runAlarms(reader, { prefix: 'shop-' })).toMatchObject({
      kind: 'fail',
      reason: 'alarm shop-431: ALARM',
    });
  });

  test('C16 more than 500 fail the gate, instead of only some being read', async () => {
    const reader = new FakeAlarmReader();
    for (let number = 0; number < 501; number += 1) reader.set(`shop-${number}`, 'OK');
    const reason = 'there are more than 500 alarms, which is the most for one gate';

    expect(await runAlarms(reader, { prefix: 'shop-' })).toEqual({ kind: 'fail', reason });
    reader.alarms.delete('shop-500');
    expect(await runAlarms(reader, { prefix: 'shop-', alarms: ['other'] })).toEqual({ kind: 'fail', reason });
  });
});

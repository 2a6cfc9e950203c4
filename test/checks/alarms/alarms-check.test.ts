import { describe, expect, test } from 'vitest';
import { alarmsCheck } from '../../../src/checks/alarms/alarms-check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { awsError } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';
import { FakeAlarmReader } from './fake-alarm-reader.ts';

const target = targetOfEvent('POST_TEST_TRAFFIC_SHIFT.doc');
const alarms = ['shop-5xx', 'shop-latency'];

describe('alarmsCheck', () => {
  test('passes when every alarm is OK', async () => {
    const reader = new FakeAlarmReader()
      .set('shop-5xx', 'OK', { since: new Date('2026-11-22T13:00:00Z') })
      .set('shop-latency', 'OK');

    expect(await run(reader, { alarms })).toEqual({
      kind: 'pass',
      reason: '2 alarms OK',
      findings: [
        { name: 'alarm shop-5xx', outcome: 'passed', found: 'OK for 60 min', allowed: 'OK' },
        { name: 'alarm shop-latency', outcome: 'passed', found: 'OK since an unknown time', allowed: 'OK' },
      ],
    });
  });

  test("fails at once on ALARM, with CloudWatch's reason and since when", async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK').set('shop-latency', 'ALARM', {
      since: new Date('2026-11-22T13:58:31Z'),
      reason: 'Threshold Crossed: 1 datapoint [812.0] was\n greater than the threshold (500.0).',
    });

    expect(await run(reader, { alarms })).toMatchObject({
      kind: 'fail',
      reason:
        'alarm shop-latency: ALARM since 2026-11-22 13:58 UTC: Threshold Crossed: 1 datapoint [812.0] was greater than the threshold (500.0).',
      findings: [{ outcome: 'passed' }, { name: 'alarm shop-latency', outcome: 'failed' }],
    });
  });

  test('reports an error when CloudWatch throttles it', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK').set('shop-latency', 'OK');
    reader.broken = awsError('ThrottlingException', 'Rate exceeded');

    expect(await run(reader, { alarms })).toEqual({
      kind: 'error',
      reason: 'the alarms could not be read: ThrottlingException: Rate exceeded',
      cause: reader.broken,
    });
  });

  test('fails on an alarm that does not exist, and waits for it only if configured to', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK');

    expect(await run(reader, { alarms })).toMatchObject({
      kind: 'fail',
      reason: 'alarm shop-latency: no alarm of this name in us-west-2',
    });
    expect(await run(reader, { alarms, onMissing: 'wait' })).toMatchObject({
      kind: 'wait',
      deadline: new Date('2026-11-22T14:10:00Z'),
    });
  });

  test.each([
    ['wait', 'wait', 'alarm shop-latency: INSUFFICIENT_DATA'],
    ['fail', 'fail', 'alarm shop-latency: INSUFFICIENT_DATA'],
    ['pass', 'pass', '1 alarm OK, 1 without data, which is allowed'],
  ])('treats missing data as configured: %s', async (onInsufficientData, kind, reason) => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK').set('shop-latency', 'INSUFFICIENT_DATA');

    expect(await run(reader, { alarms, onInsufficientData })).toMatchObject({ kind, reason });
  });

  test('turns waiting into a fail after waitMinutes', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK').set('shop-latency', 'INSUFFICIENT_DATA');
    const hookDetails = { alarms, waitMinutes: 30 };

    expect(await run(reader, hookDetails, 29)).toMatchObject({
      kind: 'wait',
      deadline: new Date('2026-11-22T14:30:00Z'),
    });
    expect(await run(reader, hookDetails, 30)).toMatchObject({
      kind: 'fail',
      reason: 'not OK after 30 min: alarm shop-latency: INSUFFICIENT_DATA',
      findings: [{ outcome: 'passed' }, { outcome: 'failed' }],
    });
  });

  test('waits until every alarm has been OK for okForMinutes', async () => {
    const reader = new FakeAlarmReader()
      .set('shop-5xx', 'OK', { since: new Date('2026-11-22T12:00:00Z') })
      .set('shop-latency', 'OK', { since: new Date('2026-11-22T13:58:00Z') });
    const hookDetails = { alarms, okForMinutes: 5 };

    expect(await run(reader, hookDetails, 2)).toMatchObject({
      kind: 'wait',
      reason: 'alarm shop-latency: OK for 4 min of 5',
    });
    expect(await run(reader, hookDetails, 3)).toMatchObject({ kind: 'pass', reason: '2 alarms OK for 5 min' });
  });

  test('does not mistake an alarm of unknown age for one that has been OK long enough', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK');

    expect(await run(reader, { alarms: ['shop-5xx'], okForMinutes: 5 })).toMatchObject({ kind: 'wait' });
  });

  test('does not trust the OK of an alarm that CloudWatch cannot evaluate', async () => {
    const reader = new FakeAlarmReader().set('shop-5xx', 'OK', { evaluation: 'EVALUATION_ERROR' });

    expect(await run(reader, { alarms: ['shop-5xx'] })).toMatchObject({
      kind: 'wait',
      reason: 'alarm shop-5xx: OK, but not evaluated now (EVALUATION_ERROR)',
    });
    reader.set('shop-5xx', 'OK', { evaluation: 'PARTIAL_DATA' });
    expect(await run(reader, { alarms: ['shop-5xx'] })).toMatchObject({ kind: 'pass' });
  });

  test('names at most three culprits and the number of the others', async () => {
    const reader = new FakeAlarmReader();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const name of names) reader.set(name, 'ALARM');

    expect(await run(reader, { alarms: names })).toMatchObject({
      reason: 'alarm a: ALARM; alarm b: ALARM; alarm c: ALARM; and 2 more',
    });
  });
});

async function run(reader: FakeAlarmReader, hookDetails: JsonObject, minutes = 0) {
  const check = alarmsCheck(reader);
  return check.run(target, await contextFor(check, hookDetails, { minutes }));
}

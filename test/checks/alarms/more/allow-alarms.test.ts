import { describe, expect, test } from 'vitest';
import { FakeAlarmReader } from '../fake-alarm-reader.ts';
import { at, runAlarms } from './run-alarms.ts';

describe('onAlarm: wait', () => {
  const details = { alarms: ['flapping'], onAlarm: 'wait', waitMinutes: 10 };

  test('C14 waits until the alarm has recovered', async () => {
    const reader = new FakeAlarmReader().set('flapping', 'ALARM', { since: at('13:59') });

    expect(await runAlarms(reader, details, 2)).toMatchObject({
      kind: 'wait',
      reason: 'alarm flapping: ALARM since 2026-11-22 13:59 UTC',
      findings: [{ outcome: 'waiting' }],
      deadline: at('14:10'),
    });
    reader.set('flapping', 'OK', { since: at('14:03') });
    expect(await runAlarms(reader, details, 4)).toMatchObject({ kind: 'pass', reason: '1 alarm OK' });
  });

  test('C14 fails when its patience is over, and not as inconclusive', async () => {
    const reader = new FakeAlarmReader().set('flapping', 'ALARM', { since: at('13:59') });
    const verdict = await runAlarms(reader, details, 10);

    expect(verdict).toMatchObject({ kind: 'fail', findings: [{ outcome: 'failed' }] });
    expect(verdict.reason).toBe('not OK after 10 min: alarm flapping: ALARM since 2026-11-22 13:59 UTC');
    expect(verdict).not.toHaveProperty('inconclusive');
  });

  test('C14 is at rest only after okForMinutes, however often the alarm went off in between', async () => {
    const reader = new FakeAlarmReader().set('flapping', 'OK', { since: at('14:06') });
    reader.history.set('flapping', [at('14:01'), at('14:05')]);
    const calm = { ...details, okForMinutes: 3, watchMinutes: 5 };

    expect(await runAlarms(reader, calm, 8)).toMatchObject({
      kind: 'wait',
      reason: 'alarm flapping: OK for 2 min of 3',
    });
    expect(await runAlarms(reader, calm, 9)).toMatchObject({ kind: 'pass' });
  });

  test('C14 does not wait for an alarm that another configuration fails', async () => {
    const reader = new FakeAlarmReader().set('flapping', 'ALARM');

    expect(await runAlarms(reader, { ...details, alarms: ['flapping', 'typo'] })).toMatchObject({
      kind: 'fail',
      reason: 'alarm typo: no alarm of this name in us-west-2',
    });
  });
});

describe('allowedFailures', () => {
  const details = { alarms: ['a', 'b', 'c'], allowedFailures: 1 };

  test('lets as many alarms go off, and shows which', async () => {
    const reader = new FakeAlarmReader().set('a', 'OK').set('b', 'ALARM').set('c', 'OK');

    expect(await runAlarms(reader, details)).toMatchObject({
      kind: 'pass',
      reason: '2 alarms OK, 1 in ALARM of up to 1, which is allowed',
      findings: [
        { outcome: 'passed' },
        { name: 'alarm b', outcome: 'degraded', found: 'ALARM' },
        { outcome: 'passed' },
      ],
    });
    reader.set('c', 'ALARM');
    expect(await runAlarms(reader, details)).toMatchObject({ kind: 'fail', reason: 'alarm b: ALARM; alarm c: ALARM' });
  });

  test('counts an alarm that went off between two calls of a watch', async () => {
    const reader = new FakeAlarmReader();
    for (const name of ['a', 'b', 'c']) reader.set(name, 'OK', { since: at('14:05') });
    reader.history.set('a', [at('14:03')]);

    expect(await runAlarms(reader, { ...details, watchMinutes: 10 }, 10)).toMatchObject({ kind: 'pass' });
    reader.history.set('b', [at('14:04')]);
    expect(await runAlarms(reader, { ...details, watchMinutes: 10 }, 10)).toMatchObject({ kind: 'fail' });
  });

  test('allows neither a missing alarm nor missing data', async () => {
    const reader = new FakeAlarmReader().set('a', 'OK').set('b', 'OK');

    expect(await runAlarms(reader, details)).toMatchObject({ kind: 'fail' });
    reader.set('c', 'INSUFFICIENT_DATA');
    expect(await runAlarms(reader, details)).toMatchObject({ kind: 'wait' });
  });

  test('counts no alarm that is allowed for another reason, and none that is missing', async () => {
    const reader = new FakeAlarmReader()
      .set('a', 'ALARM', { since: at('13:00') })
      .set('b', 'ALARM')
      .set('c', 'OK');

    expect(
      await runAlarms(reader, { ...details, ignoreAlreadyInAlarm: true }, 0, { createdAt: at('13:30') }),
    ).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK, 1 in ALARM since before the deployment, 1 in ALARM of up to 1, which is allowed',
    });
    expect(await runAlarms(reader, { ...details, alarms: ['b', 'typo'] })).toMatchObject({
      kind: 'fail',
      reason: 'alarm typo: no alarm of this name in us-west-2',
    });
  });

  test('allows an alarm beside one of which nothing is known, which stays inconclusive', async () => {
    const reader = new FakeAlarmReader().set('a', 'ALARM').set('b', 'INSUFFICIENT_DATA').set('c', 'OK');

    expect(await runAlarms(reader, details, 10)).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('never allows as many as there are alarms', async () => {
    const reader = new FakeAlarmReader().set('shop-a', 'ALARM').set('shop-b', 'ALARM');

    expect(await runAlarms(reader, { prefix: 'shop-', allowedFailures: 2 })).toEqual({
      kind: 'fail',
      reason: 'allowedFailures (2) must be fewer than there are alarms (2)',
    });
  });
});

describe('onMissing: pass', () => {
  test('C13 lets an alarm be missing, and says so', async () => {
    const reader = new FakeAlarmReader().set('a', 'OK');

    expect(await runAlarms(reader, { alarms: ['a', 'gone'], onMissing: 'pass' })).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK, 1 missing, which is allowed',
      findings: [{ outcome: 'passed' }, { name: 'alarm gone', allowed: 'OK, or missing' }],
    });
    reader.set('a', 'ALARM');
    expect(await runAlarms(reader, { alarms: ['a', 'gone'], onMissing: 'pass' })).toMatchObject({ kind: 'fail' });
  });
});

describe('an alarm that was deleted while it was watched', () => {
  test.each(['pass', 'wait'])('C13 fails the gate if it had gone off, even with onMissing: %s', async (onMissing) => {
    const reader = new FakeAlarmReader().set('a', 'OK');
    reader.history.set('gone', [at('14:05')]);

    expect(await runAlarms(reader, { alarms: ['a', 'gone'], onMissing, watchMinutes: 10 }, 10)).toMatchObject({
      kind: 'fail',
      reason: 'alarm gone: in ALARM at 2026-11-22 14:05 UTC, after this gate was first called, though missing now',
    });
  });
});

describe('a composite alarm', () => {
  const reader = new FakeAlarmReader().set('all', 'ALARM', { isComposite: true });
  reader.set('a', 'ALARM').set('b', 'OK').set('c', 'ALARM');
  reader.children.set('all', ['a', 'b', 'c']);

  test.each([{}, { onAlarm: 'wait' }])('C4 names its children in ALARM with %j', async (more) => {
    const { reason } = await runAlarms(reader, { alarms: ['all'], ...more });

    expect(reason).toBe('alarm all: ALARM; its children in ALARM: a, c');
  });

  test.each([{}, { onAlarm: 'wait' }])('C4 names no children of the alarms next to it with %j', async (more) => {
    const { findings } = await runAlarms(reader, { alarms: ['b', 'all', 'c'], ...more });

    expect(findings?.map(({ found }) => found)).toEqual([
      'OK since an unknown time',
      'ALARM; its children in ALARM: a, c',
      'ALARM',
    ]);
  });

  test('C4 fails the gate although its children cannot be read', async () => {
    const denied = new FakeAlarmReader().set('all', 'ALARM', { isComposite: true });
    denied.childrenInAlarm = () => Promise.reject(new Error('AccessDenied'));

    expect(await runAlarms(denied, { alarms: ['all'] })).toMatchObject({
      kind: 'fail',
      reason: 'alarm all: ALARM; its children could not be read: AccessDenied',
    });
  });

  test('C4 names at most five children, and none that has recovered', async () => {
    const big = new FakeAlarmReader().set('all', 'ALARM', { isComposite: true });
    const children = Array.from({ length: 7 }, (_, number) => `child-${number}`);
    big.children.set('all', children);

    expect((await runAlarms(big, { alarms: ['all'] })).reason).toContain('none of its children is in ALARM now');
    for (const child of children.slice(0, 5)) big.set(child, 'ALARM');
    expect((await runAlarms(big, { alarms: ['all'] })).reason).toMatch(/child-4$/);
    for (const child of children) big.set(child, 'ALARM');
    expect((await runAlarms(big, { alarms: ['all'] })).reason).toContain('child-4 and 2 more');
  });
});

describe('what nobody can tell', () => {
  test.each([
    ['no data after all patience', 'INSUFFICIENT_DATA', { waitMinutes: 5 }],
    ['no data that is configured to fail', 'INSUFFICIENT_DATA', { onInsufficientData: 'fail' }],
  ])('is marked as inconclusive: %s', async (_what, value, more) => {
    const reader = new FakeAlarmReader().set('a', value).set('b', 'OK');

    expect(await runAlarms(reader, { alarms: ['a', 'b'], ...more }, 5)).toMatchObject({
      kind: 'fail',
      inconclusive: true,
    });
  });

  test('is not inconclusive if something is known to be wrong', async () => {
    const reader = new FakeAlarmReader().set('a', 'INSUFFICIENT_DATA').set('b', 'ALARM');
    const fail = { alarms: ['a', 'b'], onInsufficientData: 'fail' };

    expect(await runAlarms(reader, fail)).not.toHaveProperty('inconclusive');
    expect(await runAlarms(reader, { ...fail, onAlarm: 'wait' })).not.toHaveProperty('inconclusive');
    expect(await runAlarms(reader, { ...fail, alarms: ['a', 'typo'] })).not.toHaveProperty('inconclusive');
  });
});

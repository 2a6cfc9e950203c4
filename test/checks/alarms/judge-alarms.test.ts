import { describe, expect, test } from 'vitest';
import type { AlarmState } from '../../../src/checks/alarms/alarm-reader.ts';
import type { AlarmsConfig } from '../../../src/checks/alarms/alarms-config.ts';
import { judgeAlarms } from '../../../src/checks/alarms/judge-alarms.ts';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);
const gateSince = at('14:00:00');
const ok: AlarmState = { value: 'OK', reason: undefined, since: at('13:00:00'), evaluation: undefined };

const defaults: AlarmsConfig = {
  ...{ alarms: undefined, onInsufficientData: 'wait', onMissing: 'fail', firstDeployment: 'check' },
  ...{ waitMinutes: 10, okForMinutes: 0, watchMinutes: 0 },
};

/** The verdict at 14:00 about `a`, `b`, … in these states; undefined for an alarm that does not exist. */
function judge(
  states: readonly (Partial<AlarmState> | undefined)[],
  config: Partial<AlarmsConfig> = {},
  { now = gateSince, alarmed }: { now?: Date; alarmed?: Date } = {},
) {
  const names = states.map((_, index) => String.fromCharCode(97 + index));
  const known = names.flatMap((name, index) => (states[index] ? [[name, { ...ok, ...states[index] }] as const] : []));
  return judgeAlarms(
    { ...defaults, ...config },
    {
      ...{ names, states: new Map(known), region: 'eu-central-1', now, gateSince },
      alarmed: new Map(alarmed === undefined ? [] : [['a', alarmed]]),
    },
  );
}

describe('what is found of an alarm', () => {
  test.each<[string, Partial<AlarmState> | undefined, Partial<AlarmsConfig>, string, string]>([
    ['none', undefined, {}, 'failed', 'no alarm of this name in eu-central-1'],
    ['none, which may come', undefined, { onMissing: 'wait' }, 'waiting', 'no alarm of this name in eu-central-1'],
    ['OK', {}, {}, 'passed', 'OK for 60 min'],
    ['OK since a moment', { since: at('13:59:31') }, {}, 'passed', 'OK for 0 min'],
    ['OK since a later time than now', { since: at('14:05:00') }, { okForMinutes: 5 }, 'waiting', 'OK for 0 min of 5'],
    ['OK for less than it must be', { since: at('13:55:01') }, { okForMinutes: 5 }, 'waiting', 'OK for 4 min of 5'],
    ['OK for just as long as it must be', { since: at('13:55:00') }, { okForMinutes: 5 }, 'passed', 'OK for 5 min'],
    ['OK since an unknown time', { since: undefined }, {}, 'passed', 'OK since an unknown time'],
    ['OK over a part of its data', { evaluation: 'PARTIAL_DATA' }, {}, 'passed', 'OK for 60 min'],
    [
      'OK that is not evaluated',
      { evaluation: 'EVALUATION_FAILURE' },
      {},
      'waiting',
      'OK, but not evaluated now (EVALUATION_FAILURE) since 2026-11-22 13:00 UTC',
    ],
    ['ALARM without a reason', { value: 'ALARM', since: undefined, reason: '' }, {}, 'failed', 'ALARM'],
    [
      'ALARM with a long reason',
      { value: 'ALARM', reason: 'x'.repeat(201) },
      {},
      'failed',
      `ALARM since 2026-11-22 13:00 UTC: ${'x'.repeat(199)}…`,
    ],
    [
      'no data',
      { value: 'INSUFFICIENT_DATA', reason: 'unchecked' },
      { onInsufficientData: 'fail' },
      'failed',
      'INSUFFICIENT_DATA since 2026-11-22 13:00 UTC: unchecked',
    ],
    ['a state that is new', { value: 'SNOOZED' }, {}, 'unknown', 'unknown alarm state: SNOOZED'],
    ['no state', { value: undefined }, {}, 'unknown', 'unknown alarm state: missing'],
  ])('is %s', (_what, state, config, outcome, found) => {
    expect(judge([state], config).findings).toMatchObject([{ name: 'alarm a', outcome, found }]);
  });

  test.each<[string, Partial<AlarmState>, boolean]>([
    ['until its last moment', { warmUpMinutes: 10, since: at('13:50:00.001') }, true],
    ['not after it', { warmUpMinutes: 10, since: at('13:50:00') }, false],
    ['if it is not known since when', { warmUpMinutes: 10, since: undefined }, true],
    ['not without a time', { warmUpMinutes: undefined, since: undefined }, false],
    ['not for no time', { warmUpMinutes: 0, since: undefined }, false],
    ['not for less', { warmUpMinutes: -1, since: undefined }, false],
  ])('is that it warms up %s', (_when, state, isWarm) => {
    const verdict = judge([{ value: 'INSUFFICIENT_DATA', ...state }], { onInsufficientData: 'fail' });

    expect(verdict.kind).toBe(isWarm ? 'wait' : 'fail');
    expect(verdict.reason?.includes('warming up for 10 min')).toBe(isWarm);
  });

  test('does not warm up in any other state', () => {
    expect(judge([{ value: 'ALARM', warmUpMinutes: 10, since: at('13:59:00') }]).kind).toBe('fail');
  });

  test('is that it went off since the gate was first called, unless it is still in ALARM', () => {
    const alarmed = at('14:01:59');

    expect(judge([{}], {}, { alarmed })).toMatchObject({
      kind: 'fail',
      reason: 'alarm a: in ALARM at 2026-11-22 14:01 UTC, after this gate was first called, though OK now',
    });
    expect(judge([{ value: undefined }], {}, { alarmed }).reason).toMatch(/though unknown now$/);
    expect(judge([{ value: 'ALARM' }], {}, { alarmed }).reason).toBe('alarm a: ALARM since 2026-11-22 13:00 UTC');
  });
});

describe('what alarms come to', () => {
  const noData = { value: 'INSUFFICIENT_DATA' };

  test.each<[string, (Partial<AlarmState> | undefined)[], string]>([
    ['a wrong one, whatever else', [{ value: 'NEW' }, noData, undefined], 'fail'],
    ['an unknown state, if none is wrong', [noData, { value: 'NEW' }, {}], 'error'],
    ['one to wait for, if nothing is worse', [{}, noData], 'wait'],
    ['all that are good', [{}, {}], 'pass'],
  ])('is decided by %s', (_what, states, kind) => {
    expect(judge(states).kind).toBe(kind);
  });

  test.each<[string, (Partial<AlarmState> | undefined)[], Partial<AlarmsConfig>, string]>([
    ['2 OK', [{}, {}], {}, '2 OK'],
    ['for how long', [{}], { okForMinutes: 5 }, '1 OK for 5 min'],
    ['how many have no data', [{}, noData], { onInsufficientData: 'pass' }, '1 OK, 1 without data, which is allowed'],
    [
      'how many are not evaluated',
      [{ evaluation: 'EVALUATION_ERROR' }],
      { onInsufficientData: 'pass' },
      '0 OK, 1 without data, which is allowed',
    ],
  ])('says %s when it passes', (_what, states, config, reason) => {
    expect(judge(states, config)).toMatchObject({ kind: 'pass', reason });
  });

  test('is watched until the end, and says how long', () => {
    const watch = (now: Date) => judge([{}, noData], { watchMinutes: 5, onInsufficientData: 'pass' }, { now });

    expect(watch(at('14:04:59'))).toEqual({
      kind: 'wait',
      reason: 'watched for 4 min of 5: 1 OK, 1 without data, which is allowed',
      findings: [expect.objectContaining({ outcome: 'passed' }), expect.objectContaining({ outcome: 'passed' })],
      deadline: at('14:05:00'),
      retryAfterSeconds: 60,
    });
    expect(watch(at('14:05:00'))).toMatchObject({
      kind: 'pass',
      reason: '1 OK, 1 without data, which is allowed, watched for 5 min',
    });
  });

  test('is waited for until the deadline, and then fails without touching what is good', () => {
    const wait = (now: Date) => judge([{}, noData], {}, { now });

    expect(wait(at('14:09:59'))).toEqual({
      kind: 'wait',
      reason: 'alarm b: INSUFFICIENT_DATA since 2026-11-22 13:00 UTC',
      findings: [expect.objectContaining({ outcome: 'passed' }), expect.objectContaining({ outcome: 'waiting' })],
      deadline: at('14:10:00'),
    });
    expect(wait(at('14:10:00'))).toEqual({
      kind: 'fail',
      reason: 'not OK after 10 min: alarm b: INSUFFICIENT_DATA since 2026-11-22 13:00 UTC',
      findings: [expect.objectContaining({ outcome: 'passed' }), expect.objectContaining({ outcome: 'failed' })],
    });
  });

  test.each([
    [3, ''],
    [4, '; and 1 more'],
  ])('names three of %i that are wrong', (count, more) => {
    const found = (name: string) => `alarm ${name}: no alarm of this name in eu-central-1`;

    expect(judge(Array(count).fill(undefined)).reason).toBe(`${['a', 'b', 'c'].map(found).join('; ')}${more}`);
  });

  test('is said in at most 450 characters', () => {
    const long = { value: 'ALARM', reason: 'x'.repeat(200) };

    expect(judge([long, long, long]).reason).toHaveLength(450);
  });
});

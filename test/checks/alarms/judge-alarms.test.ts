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

describe('the finding about an alarm', () => {
  test.each<[string, Partial<AlarmState> | undefined, Partial<AlarmsConfig>, string, string]>([
    ['a missing alarm', undefined, {}, 'failed', 'no alarm of this name in eu-central-1'],
    [
      'a missing alarm that may still be created',
      undefined,
      { onMissing: 'wait' },
      'waiting',
      'no alarm of this name in eu-central-1',
    ],
    ['OK', {}, {}, 'passed', 'OK for 60 min'],
    ['OK since a moment ago', { since: at('13:59:31') }, {}, 'passed', 'OK for 0 min'],
    ['OK since a time in the future', { since: at('14:05:00') }, { okForMinutes: 5 }, 'waiting', 'OK for 0 min of 5'],
    ['OK for less than required', { since: at('13:55:01') }, { okForMinutes: 5 }, 'waiting', 'OK for 4 min of 5'],
    ['OK for exactly as long as required', { since: at('13:55:00') }, { okForMinutes: 5 }, 'passed', 'OK for 5 min'],
    ['OK since an unknown time', { since: undefined }, {}, 'passed', 'OK since an unknown time'],
    ['OK with partial data', { evaluation: 'PARTIAL_DATA' }, {}, 'passed', 'OK for 60 min'],
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
    ['an unknown state', { value: 'SNOOZED' }, {}, 'unknown', 'unknown alarm state: SNOOZED'],
    ['no state', { value: undefined }, {}, 'unknown', 'unknown alarm state: missing'],
  ])('has the right outcome for %s', (_what, state, config, outcome, found) => {
    expect(judge([state], config).findings).toMatchObject([{ name: 'alarm a', outcome, found }]);
  });

  test.each<[string, Partial<AlarmState>, boolean]>([
    ['until its last moment', { warmUpMinutes: 10, since: at('13:50:00.001') }, true],
    ['but not after it', { warmUpMinutes: 10, since: at('13:50:00') }, false],
    ['if its start is not known', { warmUpMinutes: 10, since: undefined }, true],
    ['but not without a time', { warmUpMinutes: undefined, since: undefined }, false],
    ['but not for 0 minutes', { warmUpMinutes: 0, since: undefined }, false],
    ['but not for a negative time', { warmUpMinutes: -1, since: undefined }, false],
  ])('mentions its warm-up %s', (_when, state, isWarm) => {
    const verdict = judge([{ value: 'INSUFFICIENT_DATA', ...state }], { onInsufficientData: 'fail' });

    expect(verdict.kind).toBe(isWarm ? 'wait' : 'fail');
    expect(verdict.reason?.includes('warming up for 10 min')).toBe(isWarm);
  });

  test('is inconclusive if its warm-up outlasts all patience', () => {
    const warm = { value: 'INSUFFICIENT_DATA', warmUpMinutes: 60, since: gateSince };

    expect(judge([warm], {}, { now: at('14:10:00') })).toMatchObject({ kind: 'fail', inconclusive: true });
  });

  test('does not mention a warm-up in any other state', () => {
    expect(judge([{ value: 'ALARM', warmUpMinutes: 10, since: at('13:59:00') }]).kind).toBe('fail');
  });

  test('says that the alarm went off since the gate was first called, unless it is still in ALARM', () => {
    const alarmed = at('14:01:59');

    expect(judge([{}], {}, { alarmed })).toMatchObject({
      kind: 'fail',
      reason: 'alarm a: in ALARM at 2026-11-22 14:01 UTC, after this gate was first called, though OK now',
    });
    expect(judge([{ value: undefined }], {}, { alarmed }).reason).toMatch(/though unknown now$/);
    expect(judge([{ value: 'ALARM' }], {}, { alarmed }).reason).toBe('alarm a: ALARM since 2026-11-22 13:00 UTC');
  });
});

describe('the verdict on several alarms', () => {
  const noData = { value: 'INSUFFICIENT_DATA' };

  test.each<[string, (Partial<AlarmState> | undefined)[], string]>([
    ['a wrong one, no matter what else there is', [{ value: 'NEW' }, noData, undefined], 'fail'],
    ['an unknown state, if none is wrong', [noData, { value: 'NEW' }, {}], 'error'],
    ['one to wait for, if nothing is worse', [{}, noData], 'wait'],
    ['all that are good', [{}, {}], 'pass'],
  ])('is decided by %s', (_what, states, kind) => {
    expect(judge(states).kind).toBe(kind);
  });

  test.each<[string, (Partial<AlarmState> | undefined)[], Partial<AlarmsConfig>, string]>([
    ['how many are OK', [{}, {}], {}, '2 alarms OK'],
    ['how long it has been OK', [{}], { okForMinutes: 5 }, '1 alarm OK for 5 min'],
    [
      'how many have no data',
      [{}, noData],
      { onInsufficientData: 'pass' },
      '1 alarm OK, 1 without data, which is allowed',
    ],
    [
      'how many are not evaluated',
      [{ evaluation: 'EVALUATION_ERROR' }],
      { onInsufficientData: 'pass' },
      '0 alarms OK, 1 without data, which is allowed',
    ],
  ])('names %s when it passes', (_what, states, config, reason) => {
    expect(judge(states, config)).toMatchObject({ kind: 'pass', reason });
  });

  test('waits until the end of the watch, and says how long it has watched', () => {
    const watch = (now: Date) => judge([{}, noData], { watchMinutes: 5, onInsufficientData: 'pass' }, { now });

    expect(watch(at('14:04:59'))).toEqual({
      kind: 'wait',
      reason: 'watched for 4 min of 5: 1 alarm OK, 1 without data, which is allowed',
      findings: [expect.objectContaining({ outcome: 'passed' }), expect.objectContaining({ outcome: 'passed' })],
      deadline: at('14:05:00'),
      retryAfterSeconds: 60,
    });
    expect(watch(at('14:05:00'))).toMatchObject({
      kind: 'pass',
      reason: '1 alarm OK, 1 without data, which is allowed, watched for 5 min',
    });
  });

  test('waits until the deadline, and then fails without changing the findings that passed', () => {
    const wait = (now: Date) => judge([{}, noData], {}, { now });

    expect(wait(at('14:09:59'))).toEqual({
      kind: 'wait',
      reason: 'alarm b: INSUFFICIENT_DATA since 2026-11-22 13:00 UTC',
      findings: [expect.objectContaining({ outcome: 'passed' }), expect.objectContaining({ outcome: 'waiting' })],
      deadline: at('14:10:00'),
    });
    expect(wait(at('14:10:00'))).toEqual({
      kind: 'fail',
      inconclusive: true,
      reason: 'not OK after 10 min: alarm b: INSUFFICIENT_DATA since 2026-11-22 13:00 UTC',
      findings: [expect.objectContaining({ outcome: 'passed' }), expect.objectContaining({ outcome: 'failed' })],
    });
  });

  test.each([
    [3, ''],
    [4, '; and 1 more'],
  ])('names three of %i wrong alarms', (count, more) => {
    const found = (name: string) => `alarm ${name}: no alarm of this name in eu-central-1`;

    expect(judge(Array(count).fill(undefined)).reason).toBe(`${['a', 'b', 'c'].map(found).join('; ')}${more}`);
  });

  test('has a reason of at most 450 characters', () => {
    const long = { value: 'ALARM', reason: 'x'.repeat(200) };

    expect(judge([long, long, long]).reason).toHaveLength(450);
  });
});

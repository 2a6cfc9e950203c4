import { describe, expect, test } from 'vitest';
import type { AlarmState } from '../../../../src/checks/alarms/alarm-reader.ts';
import { minutesOfAlarm } from '../../../../src/checks/alarms/more/alarm-minutes.ts';
import { at } from './run-alarms.ts';

type Policies = Parameters<typeof minutesOfAlarm>[3];

const watch = { from: at('14:00'), until: at('14:04'), end: at('14:04'), lastEnd: at('14:14') };
const strict: Policies = { onInsufficientData: 'wait', onMissing: 'wait' };
const lenient: Policies = { onInsufficientData: 'pass', onMissing: 'pass' };
const letters = { good: '+', bad: '-', inconclusive: '?' };

/** The four minutes from 14:00 as `+` for good, `-` for bad and `?`; the changes are given oldest first. */
function minutes(
  state: Partial<AlarmState> | undefined,
  changes: readonly [time: string, from: string, to: string][] = [],
  policies = strict,
): string {
  const now = state && { value: 'OK', reason: undefined, since: undefined, evaluation: undefined, ...state };
  const transitions = changes.map(([time, from, to]) => ({ at: at(time), from, to })).toReversed();
  return minutesOfAlarm(now, transitions, watch, policies)
    .map((kind) => letters[kind] ?? kind)
    .join('');
}

describe('the minutes of an alarm that has not changed', () => {
  test.each<[Partial<AlarmState>, string, string]>([
    [{ value: 'OK' }, '++++', '++++'],
    [{ value: 'OK', evaluation: 'PARTIAL_DATA' }, '++++', '++++'],
    [{ value: 'OK', evaluation: 'EVALUATION_ERROR' }, '????', '++++'],
    [{ value: 'ALARM' }, '----', '----'],
    [{ value: 'ALARM', evaluation: 'EVALUATION_ERROR' }, '----', '----'],
    [{ value: 'INSUFFICIENT_DATA' }, '????', '++++'],
    [{ value: 'SNOOZED' }, '????', '????'],
    [{ value: undefined }, '????', '????'],
  ])('are, for %j, %s, or %s if no data is a pass', (state, waiting, passing) => {
    expect(minutes({ ...state, since: at('13:00') })).toBe(waiting);
    expect(minutes({ ...state, since: at('13:00') }, [], lenient)).toBe(passing);
  });

  test('are not known if nobody knows since when', () => {
    expect(minutes({ value: 'OK' }, [], lenient)).toBe('????');
  });
});

describe('the minutes of an alarm that has changed', () => {
  test('show the worst state of each, from what it was before', () => {
    const changes: [string, string, string][] = [
      ['14:01', 'INSUFFICIENT_DATA', 'OK'],
      ['14:02', 'OK', 'ALARM'],
      ['14:03', 'ALARM', 'OK'],
    ];

    expect(minutes({ since: at('14:03') }, changes)).toBe('?+-+');
    expect(minutes({ since: at('14:03') }, changes, lenient)).toBe('++-+');
    expect(minutes({ since: undefined }, changes)).toBe('?+-+');
  });

  test('are not known before that if the history shows nothing', () => {
    expect(minutes({ since: at('14:02') })).toBe('??++');
  });

  test('count a change that its history shows already, and its state not yet', () => {
    expect(minutes({ since: at('13:00') }, [['14:02', 'OK', 'ALARM']])).toBe('++-+');
  });
});

describe('the minutes of an alarm that does not exist any more', () => {
  test('are not known, or good if it may be missing', () => {
    expect(minutes(undefined)).toBe('????');
    expect(minutes(undefined, [], lenient)).toBe('++++');
  });

  test('are what its history shows until it last changed', () => {
    const changes: [string, string, string][] = [
      ['14:01', 'OK', 'ALARM'],
      ['14:02', 'ALARM', 'OK'],
    ];

    expect(minutes(undefined, changes)).toBe('+-??');
    expect(minutes(undefined, changes, lenient)).toBe('+-++');
  });
});

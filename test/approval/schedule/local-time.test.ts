import { describe, expect, test } from 'vitest';
import {
  endOfOffset,
  firstMomentOf,
  lastMomentOf,
  offsetAt,
  wallTimeAt,
} from '../../../src/approval/schedule/local-moment.ts';
import { formatLocalTime, isTimeZone, localTimeAt } from '../../../src/approval/schedule/local-time.ts';

const iso = (ms: number) => new Date(ms).toISOString();
const berlin = 'Europe/Berlin';

describe('the clocks of a zone', () => {
  test.each([
    [berlin, '2026-11-22T23:30:05.900Z', { year: 2026, month: 11, day: 23, hour: 0, minute: 30, second: 5 }],
    ['UTC', '2026-01-02T03:04:05.000Z', { year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5 }],
    ['Asia/Bangkok', '2026-07-01T00:00:00.000Z', { year: 2026, month: 7, day: 1, hour: 7, minute: 0, second: 0 }],
    ['Asia/Kathmandu', '2026-07-01T00:00:00.000Z', { year: 2026, month: 7, day: 1, hour: 5, minute: 45, second: 0 }],
  ])('show in %s at %s', (zone, at, shown) => {
    expect(localTimeAt(zone, new Date(at))).toEqual(shown);
    // The second time it is known.
    expect(localTimeAt(zone, new Date(at))).toEqual(shown);
  });

  test.each([
    [berlin, true],
    ['UTC', true],
    ['Europe/Atlantis', false],
    ['+01:00', false],
    ['-Europe/Berlin', false],
    ['', false],
  ])('are those of %s: %s', (zone, isKnown) => {
    expect(isTimeZone(zone)).toBe(isKnown);
  });

  test('are named with their day', () => {
    expect(formatLocalTime(berlin, new Date('2026-11-30T08:30:59.000Z'))).toBe('Mon 2026-11-30 09:30 Europe/Berlin');
  });

  test('are ahead of UTC, in whole seconds', () => {
    expect(offsetAt(berlin, Date.parse('2026-07-01T12:00:00.999Z'))).toBe(7_200_000);
    expect(offsetAt('America/New_York', Date.parse('2026-01-01T12:00:00.001Z'))).toBe(-18_000_000);
    expect(iso(wallTimeAt(berlin, Date.parse('2026-07-01T12:00:01.999Z')))).toBe('2026-07-01T14:00:01.000Z');
  });

  test('change at a moment, to the millisecond, or not', () => {
    const [from, until] = [Date.parse('2027-03-27T12:34:56.789Z'), Date.parse('2027-03-29T00:00:00.000Z')];
    expect(iso(endOfOffset(berlin, from, until))).toBe('2027-03-28T01:00:00.000Z');
    expect(endOfOffset('UTC', from, until)).toBe(until);
  });
});

describe('a time on the clocks', () => {
  test.each([
    ['an ordinary day', berlin, [2026, 10, 23, 9, 0], '2026-11-23T08:00:00.000Z', '2026-11-23T08:00:00.000Z'],
    [
      'before the change to summer time',
      berlin,
      [2027, 2, 28, 1, 59],
      '2027-03-28T00:59:00.000Z',
      '2027-03-28T00:59:00.000Z',
    ],
    ['that is skipped', berlin, [2027, 2, 28, 2, 30], '2027-03-28T01:00:00.000Z', '2027-03-28T01:00:00.000Z'],
    [
      'right after what is skipped',
      berlin,
      [2027, 2, 28, 3, 0],
      '2027-03-28T01:00:00.000Z',
      '2027-03-28T01:00:00.000Z',
    ],
    [
      'after the change to summer time',
      berlin,
      [2027, 2, 28, 4, 0],
      '2027-03-28T02:00:00.000Z',
      '2027-03-28T02:00:00.000Z',
    ],
    ['before what comes twice', berlin, [2027, 9, 31, 1, 59], '2027-10-30T23:59:00.000Z', '2027-10-30T23:59:00.000Z'],
    ['the first that comes twice', berlin, [2027, 9, 31, 2, 0], '2027-10-31T00:00:00.000Z', '2027-10-31T00:00:00.000Z'],
    ['that comes twice', berlin, [2027, 9, 31, 2, 30], '2027-10-31T00:30:00.000Z', '2027-10-31T01:30:00.000Z'],
    ['after what comes twice', berlin, [2027, 9, 31, 3, 0], '2027-10-31T02:00:00.000Z', '2027-10-31T02:00:00.000Z'],
    [
      'far in the east',
      'Pacific/Kiritimati',
      [2026, 10, 23, 9, 0],
      '2026-11-22T19:00:00.000Z',
      '2026-11-22T19:00:00.000Z',
    ],
    [
      'far in the west',
      'Pacific/Pago_Pago',
      [2026, 10, 23, 9, 0],
      '2026-11-23T20:00:00.000Z',
      '2026-11-23T20:00:00.000Z',
    ],
    [
      'that is skipped in New York',
      'America/New_York',
      [2027, 2, 14, 2, 30],
      '2027-03-14T07:00:00.000Z',
      '2027-03-14T07:00:00.000Z',
    ],
    [
      'that comes twice in New York',
      'America/New_York',
      [2027, 10, 7, 1, 30],
      '2027-11-07T05:30:00.000Z',
      '2027-11-07T06:30:00.000Z',
    ],
  ] as const)('is the same on every machine: %s', (_what, zone, [year, month, day, hour, minute], first, last) => {
    const wall = Date.UTC(year, month, day, hour, minute);

    expect([iso(firstMomentOf(zone, wall)), iso(lastMomentOf(zone, wall))]).toEqual([first, last]);
  });
});

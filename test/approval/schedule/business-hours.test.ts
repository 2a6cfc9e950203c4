import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addMinutes, type BusinessHours, weekdays } from '../../../src/approval/schedule/business-hours.ts';
import { formatLocalTime } from '../../../src/approval/schedule/local-time.ts';
import { casesOf } from '../../helpers/random-cases.ts';

const office: BusinessHours = {
  timeZone: 'Europe/Berlin',
  days: ['mon', 'tue', 'wed', 'thu', 'fri'],
  from: '09:00',
  to: '17:00',
};
const never = new Date('2100-01-01T00:00:00Z');
const add = (start: string, minutes: number, hours: BusinessHours = office) =>
  addMinutes(hours, new Date(start), minutes, never).toISOString();

describe('addMinutes', () => {
  test.each([
    ['within a day', '2027-01-20T09:00:00Z', 60, '2027-01-20T10:00:00.000Z'],
    ['over night', '2027-01-20T15:30:00Z', 60, '2027-01-21T08:30:00.000Z'],
    ['over a weekend', '2027-01-22T15:30:00Z', 60, '2027-01-25T08:30:00.000Z'],
    ['from a Sunday', '2027-01-24T12:00:00Z', 480, '2027-01-25T16:00:00.000Z'],
    ['from before the office opens', '2027-01-20T03:00:00Z', 1, '2027-01-20T08:01:00.000Z'],
    ['until the very end of a day, not the next beginning', '2027-01-20T15:00:00Z', 60, '2027-01-20T16:00:00.000Z'],
    ['with seconds', '2027-01-20T15:59:30Z', 1, '2027-01-21T08:00:30.000Z'],
    ['over the beginning of summer time', '2027-03-26T15:00:00Z', 120, '2027-03-29T08:00:00.000Z'],
    ['over its end', '2027-10-29T14:00:00Z', 120, '2027-11-01T09:00:00.000Z'],
  ])('counts %s', (_what, start, minutes, expected) => {
    expect(add(start, minutes)).toBe(expected);
  });

  test('leaves out what daylight saving time skips, and counts twice what it repeats', () => {
    const night: BusinessHours = { timeZone: 'Europe/Berlin', days: [...weekdays], from: '01:30', to: '03:30' };

    // 02:00 to 03:00 does not exist: half an hour before it, half an hour after it.
    expect(add('2027-03-27T23:00:00Z', 60, night)).toBe('2027-03-28T01:30:00.000Z');
    // 02:00 to 03:00 comes twice.
    expect(add('2027-10-30T22:00:00Z', 180, night)).toBe('2027-10-31T02:30:00.000Z');
  });

  test('never goes past the latest moment', () => {
    expect(addMinutes(office, new Date('2027-01-22T15:30:00Z'), 60, new Date('2027-01-23T10:00:00Z'))).toEqual(
      new Date('2027-01-23T10:00:00Z'),
    );
    expect(addMinutes(undefined, new Date('2027-01-22T15:30:00Z'), 60, new Date('2027-01-22T16:00:00Z'))).toEqual(
      new Date('2027-01-22T16:00:00Z'),
    );
  });

  test('is addition if the clock never stands still', () => {
    expect(addMinutes(undefined, new Date('2027-01-22T15:30:00Z'), 60, never).toISOString()).toBe(
      '2027-01-22T16:30:00.000Z',
    );
  });

  test('agrees with somebody who looks at the clock on the wall every minute', () => {
    fc.assert(
      fc.property(businessHours, starts, fc.integer({ min: 1, max: 600 }), (hours, start, minutes) => {
        expect(addMinutes(hours, start, minutes, never)).toEqual(countOnTheWall(hours, start, minutes));
      }),
      { numRuns: casesOf(60) },
    );
  });
});

/** Zones that change by an hour in either hemisphere, by half an hour, twice a year for Ramadan, and not at all. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Africa/Casablanca',
  'America/Santiago',
  'Asia/Kathmandu',
  'Pacific/Apia',
  'UTC',
];

const minuteOfDay = fc.integer({ min: 0, max: 1439 });
const businessHours = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    days: fc.subarray([...weekdays], { minLength: 2 }),
    bounds: fc.tuple(minuteOfDay, minuteOfDay).filter(([one, other]) => Math.abs(one - other) >= 45),
  })
  .map(({ timeZone, days, bounds }): BusinessHours => {
    const [from, to] = bounds.toSorted((left, right) => left - right).map(formatMinute) as [string, string];
    return { timeZone, days, from, to };
  });

/** Around the changes of 2027 in these zones, and anywhere else. */
const starts = fc
  .tuple(
    fc.constantFrom(
      '2027-01-04',
      '2027-02-05',
      '2027-03-12',
      '2027-03-26',
      '2027-04-02',
      '2027-09-03',
      '2027-10-01',
      '2027-10-29',
      '2027-11-05',
    ),
    fc.integer({ min: 0, max: 4 * 1440 }),
  )
  .map(([day, minute]) => new Date(Date.parse(`${day}T00:00:00Z`) + minute * 60_000));

function formatMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

/** Reads weekday and time of each minute with another format than the code does. */
function countOnTheWall({ timeZone, days, from, to }: BusinessHours, start: Date, minutes: number): Date {
  const wall = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  let at = start.getTime();
  for (let left = minutes; left > 0; at += 60_000) {
    const [day = '', time = ''] = wall.format(at).split(/,? /);
    if (days.some((one) => one === day.toLowerCase()) && time >= from && time < to) left -= 1;
  }
  return new Date(at);
}

describe('formatLocalTime', () => {
  test('shows day and time in the zone', () => {
    expect(formatLocalTime('Europe/Berlin', new Date('2026-11-30T08:30:00Z'))).toBe(
      'Mon 2026-11-30 09:30 Europe/Berlin',
    );
    expect(formatLocalTime('America/New_York', new Date('2027-01-01T04:05:00Z'))).toBe(
      'Thu 2026-12-31 23:05 America/New_York',
    );
  });

  test('names each day of the week', () => {
    const days = Array.from({ length: 7 }, (_, day) => formatLocalTime('UTC', new Date(Date.UTC(2026, 11, 6 + day))));

    expect(days.map((text) => text.slice(0, 14))).toEqual([
      'Sun 2026-12-06',
      'Mon 2026-12-07',
      'Tue 2026-12-08',
      'Wed 2026-12-09',
      'Thu 2026-12-10',
      'Fri 2026-12-11',
      'Sat 2026-12-12',
    ]);
  });
});

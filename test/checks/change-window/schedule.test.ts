import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { changeWindowConfigSchema } from '../../../src/checks/change-window/change-window-config.ts';
import { readSchedule } from '../../../src/checks/change-window/schedule.ts';

const everyDay = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function read(timeZone: string, windows: object[] | undefined, at: string, freezes?: object[]) {
  const config = v.parse(changeWindowConfigSchema, { timeZone, windows, freezes });
  const { isOpen, next, freeze } = readSchedule(config, new Date(at));
  return { isOpen, next: next?.toISOString().replace(':00.000', ''), freeze: freeze?.name };
}

/** The time in which a window on every day is open around a moment in which it is. */
function spanFrom(timeZone: string, from: string, to: string, closedAt: string) {
  const windows = [{ days: everyDay, from, to }];
  const opens = read(timeZone, windows, closedAt);
  expect(opens.isOpen).toBe(false);
  return [opens.next, read(timeZone, windows, opens.next as string).next];
}

describe('a window on a day with a change of daylight saving time', () => {
  test.each([
    // Berlin: 02 to 03 h is missing on 28 March 2027, and comes twice on 31 October.
    [
      'a missing beginning is the first valid moment',
      'Europe/Berlin',
      '02:30',
      '05:00',
      '2027-03-27T23:00Z',
      ['2027-03-28T01:00Z', '2027-03-28T03:00Z'],
    ],
    [
      'a missing end is the same moment',
      'Europe/Berlin',
      '01:00',
      '02:30',
      '2027-03-27T23:00Z',
      ['2027-03-28T00:00Z', '2027-03-28T01:00Z'],
    ],
    [
      'an end that comes twice is the later one',
      'Europe/Berlin',
      '01:00',
      '02:30',
      '2027-10-30T22:00Z',
      ['2027-10-30T23:00Z', '2027-10-31T01:30Z'],
    ],
    [
      'a beginning that comes twice is the earlier one',
      'Europe/Berlin',
      '02:30',
      '04:00',
      '2027-10-30T22:00Z',
      ['2027-10-31T00:30Z', '2027-10-31T03:00Z'],
    ],
    [
      'a window within the hour that comes twice is open from the first to the last',
      'Europe/Berlin',
      '02:15',
      '02:45',
      '2027-10-30T22:00Z',
      ['2027-10-31T00:15Z', '2027-10-31T01:45Z'],
    ],
    [
      'New York skips 02 to 03 h',
      'America/New_York',
      '02:30',
      '04:00',
      '2027-03-14T05:00Z',
      ['2027-03-14T07:00Z', '2027-03-14T08:00Z'],
    ],
    [
      'New York has 01 to 02 h twice',
      'America/New_York',
      '00:30',
      '01:30',
      '2027-11-07T04:00Z',
      ['2027-11-07T04:30Z', '2027-11-07T06:30Z'],
    ],
    [
      'Santiago has no midnight: a beginning',
      'America/Santiago',
      '00:00',
      '02:00',
      '2027-09-05T03:30Z',
      ['2027-09-05T04:00Z', '2027-09-05T05:00Z'],
    ],
    [
      'Santiago has no midnight: an end',
      'America/Santiago',
      '22:00',
      '24:00',
      '2027-09-04T20:00Z',
      ['2027-09-05T02:00Z', '2027-09-05T04:00Z'],
    ],
    [
      'Santiago has no midnight: within',
      'America/Santiago',
      '23:00',
      '01:30',
      '2027-09-04T20:00Z',
      ['2027-09-05T03:00Z', '2027-09-05T04:30Z'],
    ],
    [
      'Cairo has no midnight: a beginning',
      'Africa/Cairo',
      '00:00',
      '02:00',
      '2027-04-29T20:30Z',
      ['2027-04-29T22:00Z', '2027-04-29T23:00Z'],
    ],
    [
      'Cairo has no midnight: an end',
      'Africa/Cairo',
      '20:00',
      '00:00',
      '2027-04-29T10:00Z',
      ['2027-04-29T18:00Z', '2027-04-29T22:00Z'],
    ],
    [
      'Lord Howe shifts by half an hour',
      'Australia/Lord_Howe',
      '02:15',
      '04:00',
      '2027-10-02T14:00Z',
      ['2027-10-02T15:30Z', '2027-10-02T17:00Z'],
    ],
  ])('%s', (_what, timeZone, from, to, closedAt, expected) => {
    expect(spanFrom(timeZone, from, to, closedAt)).toEqual(expected);
  });

  test('a window that is skipped as a whole does not open that day', () => {
    const windows = [{ days: ['sun'], from: '02:15', to: '02:45' }];

    expect(read('Europe/Berlin', windows, '2027-03-28T00:30Z')).toMatchObject({
      isOpen: false,
      next: '2027-04-04T00:15Z',
    });
  });
});

describe('a window', () => {
  const night = [{ days: ['fri'], from: '22:00', to: '04:00' }];

  test('over midnight belongs to the day on which it begins', () => {
    expect(read('UTC', night, '2027-01-22T23:00Z')).toMatchObject({ isOpen: true, next: '2027-01-23T04:00Z' });
    expect(read('UTC', night, '2027-01-23T03:59Z')).toMatchObject({ isOpen: true });
    expect(read('UTC', night, '2027-01-23T04:00Z')).toMatchObject({ isOpen: false, next: '2027-01-29T22:00Z' });
    expect(read('UTC', night, '2027-01-22T03:00Z')).toMatchObject({ isOpen: false });
  });

  test('has the weekday of its zone, not of UTC', () => {
    const monday = [{ days: ['mon'], from: '00:00', to: '24:00' }];

    // Still Sunday in UTC.
    expect(read('Pacific/Auckland', monday, '2027-01-24T12:00Z')).toMatchObject({ isOpen: true });
    // Still Monday in New York.
    expect(read('America/New_York', monday, '2027-01-26T03:00Z')).toMatchObject({ isOpen: true });
    expect(read('America/New_York', monday, '2027-01-25T03:00Z')).toMatchObject({ isOpen: false });
  });

  test('continues with the next one if there is no gap between them', () => {
    const windows = [
      { days: everyDay, from: '08:00', to: '12:00' },
      { days: everyDay, from: '12:00', to: '14:00' },
    ];

    expect(read('UTC', windows, '2027-01-20T09:00Z')).toMatchObject({ isOpen: true, next: '2027-01-20T14:00Z' });
  });

  test('may have a zone of its own', () => {
    const windows = [
      { days: everyDay, from: '09:00', to: '10:00' },
      { timeZone: 'Asia/Tokyo', days: everyDay, from: '09:00', to: '10:00' },
    ];

    expect(read('UTC', windows, '2027-01-20T00:30Z')).toMatchObject({ isOpen: true });
    expect(read('UTC', windows, '2027-01-20T09:30Z')).toMatchObject({ isOpen: true });
    expect(read('UTC', windows, '2027-01-20T05:00Z')).toMatchObject({ isOpen: false });
  });

  test('that is always open closes at no time', () => {
    const windows = [{ days: everyDay, from: '00:00', to: '24:00' }];

    expect(read('Europe/Berlin', windows, '2027-01-20T00:30Z')).toEqual({ isOpen: true });
  });
});

describe('a freeze', () => {
  const office = [{ from: '09:00', to: '17:00' }];
  const christmas = { name: 'Christmas', from: '2026-12-21', until: '2027-01-03' };

  test('closes the windows within it, and its last day belongs to it', () => {
    expect(read('Europe/Berlin', office, '2026-12-23T10:00Z', [christmas])).toEqual({
      isOpen: false,
      freeze: 'Christmas',
      next: '2027-01-04T08:00Z',
    });
    expect(read('Europe/Berlin', undefined, '2027-01-03T22:59Z', [christmas])).toMatchObject({ isOpen: false });
    expect(read('Europe/Berlin', undefined, '2027-01-03T23:00Z', [christmas])).toEqual({ isOpen: true });
  });

  test('closes a window early', () => {
    const sale = { name: 'sale', from: '2027-01-20T12:00', until: '2027-01-20T13:00' };

    expect(read('UTC', office, '2027-01-20T10:00Z', [sale])).toMatchObject({ isOpen: true, next: '2027-01-20T12:00Z' });
    expect(read('UTC', office, '2027-01-20T12:30Z', [sale])).toMatchObject({
      isOpen: false,
      next: '2027-01-20T13:00Z',
    });
  });

  test('that follows another one keeps it closed', () => {
    const next = { name: 'inventory', from: '2027-01-04', until: '2027-01-05' };

    expect(read('UTC', undefined, '2026-12-23T10:00Z', [next, christmas])).toMatchObject({ next: '2027-01-06T00:00Z' });
  });

  test('that lasts longer than a year has no end worth waiting for', () => {
    const forever = { name: 'end of life', from: '2026-01-01', until: '2030-01-01' };

    expect(read('UTC', office, '2026-12-23T10:00Z', [forever])).toEqual({ isOpen: false, freeze: 'end of life' });
  });
});

describe('how far ahead it looks', () => {
  test.each([
    ['2026-11-29T14:00', undefined],
    ['2026-11-29T13:59', '2026-11-29T13:59Z'],
  ])('is a week for what closes: a freeze from %s', (from, next) => {
    const freeze = { name: 'Sale', from, until: '2026-12-24' };

    expect(read('UTC', undefined, '2026-11-22T14:00:00Z', [freeze])).toEqual({ isOpen: true, next, freeze: undefined });
  });

  test.each([
    ['2027-11-23T14:00', undefined],
    ['2027-11-23T13:59', '2027-11-23T13:59Z'],
  ])('is 366 days for what opens: a freeze until %s', (until, next) => {
    const freeze = { name: 'Sale', from: '2026-11-22', until };

    expect(read('UTC', undefined, '2026-11-22T14:00:00Z', [freeze])).toEqual({ isOpen: false, next, freeze: 'Sale' });
  });
});

import { describe, expect, test } from 'vitest';
import type { CalendarState } from '../../../src/checks/change-window/calendar-reader.ts';
import { changeWindowCheck } from '../../../src/checks/change-window/change-window-check.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { contextFor } from '../check-context.ts';

/** The verdict on Sunday, 22 November 2026, at 14:00 UTC, or this many minutes later. */
async function judge(
  hookDetails: JsonObject,
  { minutes = 0, calendar }: { minutes?: number; calendar?: CalendarState } = {},
) {
  const check = changeWindowCheck({ state: async () => calendar ?? { state: 'OPEN', next: undefined } });
  return check.run(targetOfEvent('PRE_SCALE_UP.doc'), await contextFor(check, hookDetails, { minutes }));
}

const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const window = (from: string, to: string, more: JsonObject = {}) => ({ days: ['sun'], from, to, ...more });
const freeze = (from: string, more: JsonObject = {}) => ({ name: 'Sale', from, until: from, ...more });
const at = (time: string) => new Date(`2026-11-22T${time}:00Z`);

describe('what a change window says', () => {
  test.each<[JsonObject, string]>([
    [{ windows: [window('13:00', '15:00')] }, 'sun 13:00 to 15:00'],
    [{ windows: [{ days: ['sat', 'sun'], from: '13:00', to: '15:00' }] }, 'sat, sun 13:00 to 15:00'],
    [{ windows: [window('13:00', '15:00'), window('20:00', '21:00')] }, 'sun 13:00 to 15:00 or sun 20:00 to 21:00'],
    [
      { windows: ['13:00', '14:30', '16:00', '18:00', '20:00'].map((from) => window(from, '23:00')) },
      'sun 13:00 to 23:00 or sun 14:30 to 23:00 or sun 16:00 to 23:00 or 2 more windows',
    ],
    [{ freezes: [freeze('2026-12-24')] }, 'any time, outside of 1 freeze'],
    [{ freezes: [freeze('2026-12-24'), freeze('2026-12-31')] }, 'any time, outside of 2 freezes'],
    [
      { windows: [window('13:00', '15:00')], freezes: [freeze('2026-12-24')] },
      'sun 13:00 to 15:00, outside of 1 freeze',
    ],
  ])('is allowed by %j', async (hookDetails, allowed) => {
    const { findings } = await judge({ timeZone: 'UTC', ...hookDetails });

    expect(findings).toMatchObject([{ outcome: 'passed', allowed }]);
  });

  test.each<[string, JsonObject, string]>([
    ['the common zone', { timeZone: 'Asia/Tokyo', windows: [window('22:00', '23:30')] }, 'Sun 2026-11-22 23:30'],
    [
      'that of the first window',
      { windows: [window('22:00', '23:30', { timeZone: 'Asia/Tokyo' })] },
      'Sun 2026-11-22 23:30',
    ],
    [
      'that of the first freeze',
      { freezes: [freeze('2026-11-24', { timeZone: 'Asia/Tokyo' })] },
      'Tue 2026-11-24 00:00',
    ],
    [
      'the common zone before one of its own',
      { timeZone: 'UTC', windows: [window('22:00', '23:30', { timeZone: 'Asia/Tokyo' })] },
      'Sun 2026-11-22 14:30 UTC',
    ],
    [
      'that of a window before that of a freeze',
      {
        windows: [window('13:00', '14:30', { timeZone: 'UTC' })],
        freezes: [freeze('2026-12-24', { timeZone: 'Asia/Tokyo' })],
      },
      'Sun 2026-11-22 14:30 UTC',
    ],
  ])('names times in %s', async (_what, hookDetails, until) => {
    const { reason } = await judge(hookDetails);

    expect(reason).toContain(`open until ${until}`);
  });

  test('says how long it looks ahead if nothing changes by then', async () => {
    const open = await judge({ timeZone: 'UTC', windows: [{ days, from: '00:00', to: '24:00' }] });
    const closed = await judge({ timeZone: 'UTC', freezes: [{ ...freeze('2026-11-01'), until: '2028-01-01' }] });

    expect(open.reason).toBe('change window: open for more than a week');
    expect(closed.reason).toContain('freeze "Sale": closed ');
    expect(closed.kind).toBe('fail');
  });

  test('never opens in a window that freezes cover for a year', async () => {
    const freezes = [{ ...freeze('2026-11-01'), until: '2027-12-01' }];
    const verdict = await judge({ timeZone: 'UTC', windows: [window('13:00', '15:00')], freezes, waitMinutes: 1430 });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason:
        'freeze "Sale": closed for more than a year; it does not open within waitMinutes (1430), by 2026-11-23 13:50 UTC',
    });
  });

  test('joins what windows and calendars say', async () => {
    const calendar = { state: 'CLOSED', next: at('20:00') };
    const verdict = await judge(
      {
        timeZone: 'UTC',
        windows: [window('15:00', '18:00')],
        calendars: ['arn:aws:ssm:eu-central-1:210987654321:document/b'],
      },
      { calendar },
    );

    expect(verdict.reason).toBe(
      'change window: closed until Sun 2026-11-22 15:00 UTC; calendar b: CLOSED until 2026-11-22 20:00 UTC, as far as is known',
    );
  });

  test.each<[string, CalendarState, object]>([
    ['open', { state: 'OPEN', next: undefined }, { outcome: 'passed', found: 'OPEN', allowed: 'OPEN' }],
    ['closed', { state: 'CLOSED', next: undefined }, { outcome: 'waiting', found: 'CLOSED', allowed: 'OPEN' }],
    ['something else', { state: 'LATER', next: undefined }, { outcome: 'unknown', found: 'LATER', allowed: 'OPEN' }],
    ['nothing', { state: undefined, next: undefined }, { outcome: 'unknown', found: 'no state', allowed: 'OPEN' }],
  ])('reports a calendar that is %s', async (_what, calendar, finding) => {
    expect((await judge({ calendars: ['releases'] }, { calendar })).findings).toEqual([
      { name: 'calendar releases', ...finding },
    ]);
  });

  test('reports several calendars together', async () => {
    expect((await judge({ calendars: ['one', 'two'] })).findings).toEqual([
      { name: 'calendars one, two', outcome: 'passed', found: 'OPEN', allowed: 'OPEN, each of them' },
    ]);
  });
});

describe('when a closed gate is called again', () => {
  test.each<[string, CalendarState, number]>([
    ['in a minute, if nobody knows when it opens', { state: 'CLOSED', next: undefined }, 60],
    ['in a minute, if the time at which it opens has passed', { state: 'CLOSED', next: at('13:59') }, 60],
    ['in a minute, if it opens now', { state: 'CLOSED', next: at('14:00') }, 60],
    ['when it opens', { state: 'CLOSED', next: at('14:01') }, 60],
    ['when it opens, in two minutes', { state: 'CLOSED', next: at('14:02') }, 120],
    ['in five minutes, if it opens later', { state: 'CLOSED', next: at('14:06') }, 300],
  ])('is %s', async (_what, calendar, retryAfterSeconds) => {
    expect(await judge({ calendars: ['releases'] }, { calendar })).toMatchObject({ kind: 'wait', retryAfterSeconds });
  });

  test('is its deadline at the latest, to which opening at that moment is still in time', async () => {
    const opensAt = (from: string) => ({ timeZone: 'UTC', windows: [window(from, '18:00')], waitMinutes: 60 });

    expect((await judge(opensAt('15:00'))).kind).toBe('wait');
    expect((await judge(opensAt('15:01'))).kind).toBe('fail');
  });
});

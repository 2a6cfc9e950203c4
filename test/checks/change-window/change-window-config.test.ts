import { describe, expect, test } from 'vitest';
import { changeWindowCheck } from '../../../src/checks/change-window/change-window-check.ts';
import { ssmCalendarReader } from '../../../src/checks/change-window/ssm-calendar-reader.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { whatIsWrongWith } from '../check-context.ts';
import { FakeChangeCalendars } from './fake-calendars.ts';

const check = changeWindowCheck(
  ssmCalendarReader((region) => new FakeChangeCalendars(() => new Date()).client(region)),
);
const wrong = (hookDetails: JsonObject) => whatIsWrongWith(check, { timeZone: 'UTC', ...hookDetails });
const window = (changes: JsonObject = {}) => ({ windows: [{ from: '09:00', to: '17:00', ...changes }] });
const freeze = (changes: JsonObject = {}) => ({
  freezes: [{ name: 'Christmas', from: '2026-12-23', until: '2027-01-01', ...changes }],
});

const from = 'hookDetails.windows[0].from: expected a time of day from "00:00" to "23:59"';
const to = 'hookDetails.windows[0].to: expected a time of day from "00:00" to "24:00"';
const moment = 'expected a day such as "2026-12-23", or a day and a time such as "2026-12-23T18:00"';

describe('the configuration of a change window', () => {
  test.each<[JsonObject, string]>([
    [window({ from: '24:00' }), `${from}, not "24:00"`],
    [window({ from: '9:00' }), `${from}, not "9:00"`],
    [window({ from: ' 09:00' }), `${from}, not " 09:00"`],
    [window({ from: '09:000' }), `${from}, not "09:000"`],
    [window({ from: 9 }), `${from}, not 9`],
    [window({ to: '24:01' }), `${to}, not "24:01"`],
    [window({ to: 'x17:00' }), `${to}, not "x17:00"`],
    [window({ to: '17:000' }), `${to}, not "17:000"`],
    [window({ to: '25:00' }), `${to}, not "25:00"`],
    [freeze({ name: '' }), 'hookDetails.freezes[0].name: expected a name, not an empty string'],
    [freeze({ name: 7 }), 'hookDetails.freezes[0].name: expected a name, not 7'],
    [freeze({ from: 'x2026-12-23' }), `hookDetails.freezes[0].from: ${moment}, not "x2026-12-23"`],
    [freeze({ from: '2026-12-23T18:000' }), `hookDetails.freezes[0].from: ${moment}, not "2026-12-23T18:000"`],
    [freeze({ until: '2027-02-29' }), `hookDetails.freezes[0].until: ${moment}, not "2027-02-29"`],
    [freeze({ until: '2027-01-01T24:00' }), `hookDetails.freezes[0].until: ${moment}, not "2027-01-01T24:00"`],
    [{ windows: [] }, 'hookDetails.windows: expected a list of 1 to 20 windows, not a list of 0'],
    [{ freezes: [] }, 'hookDetails.freezes: expected a list of 1 to 50 freezes, not a list of 0'],
    [{ calendars: [] }, 'hookDetails.calendars: expected a list of 1 to 20 calendars, not a list of 0'],
    [{ ...window(), onClosed: 'ask' }, 'hookDetails.onClosed: expected "wait" or "fail", not "ask"'],
  ])('is refused with its place and what to write: %j', async (hookDetails, reason) => {
    expect(await wrong(hookDetails)).toBe(reason);
  });

  test('may not have a name of more than 60 characters', async () => {
    expect(await wrong(freeze({ name: 'x'.repeat(60) }))).toBeUndefined();
    expect(await wrong(freeze({ name: 'x'.repeat(61) }))).toBe(
      'hookDetails.freezes[0].name: expected at most 60 characters, not 61',
    );
  });

  test.each<[JsonObject]>([
    [window({ from: '00:00', to: '24:00' })],
    [window({ from: '23:59', to: '00:00' })],
    [window({ from: '20:30', to: '09:15' })],
    [freeze({ until: '2026-12-23' })],
    [freeze({ from: '2026-12-23T18:00', until: '2026-12-23T18:01' })],
    [freeze({ until: '2027-01-01T23:59' })],
    [freeze({ from: '2026-12-23T00:00', until: '2026-12-23' })],
    [freeze({ from: '2028-02-29', until: '2028-02-29' })],
  ])('is accepted: %j', async (hookDetails) => {
    expect(await wrong(hookDetails)).toBeUndefined();
  });

  test.each([
    ['2026-12-23T18:00', '2026-12-23T18:00'],
    ['2026-12-24', '2026-12-23'],
    ['2026-12-24T00:00', '2026-12-23'],
    ['2026-12-23', '2026-12-23T00:00'],
  ])('needs an end after its beginning, not %s to %s', async (begin, until) => {
    expect(await wrong(freeze({ from: begin, until }))).toBe(
      `hookDetails.freezes[0].until: expected a moment after "from", not "${until}"`,
    );
  });

  test('complains about a wrong end of a freeze once', async () => {
    expect(await wrong(freeze({ from: 'soon', until: 'later' }))).toBe(
      `hookDetails.freezes[0].from: ${moment}, not "soon", hookDetails.freezes[0].until: ${moment}, not "later"`,
    );
  });

  test('needs no common time zone if each window and freeze has its own', async () => {
    const own = { timeZone: 'Europe/Berlin' };

    expect(await whatIsWrongWith(check, { ...window(own), ...freeze(own) })).toBeUndefined();
    expect(await whatIsWrongWith(check, { ...window(own), ...freeze() })).toContain(
      'hookDetails.timeZone: expected the name of a time zone',
    );
    expect(await whatIsWrongWith(check, { ...window(), ...freeze(own) })).toContain(
      'hookDetails.timeZone: expected the name of a time zone',
    );
  });
});

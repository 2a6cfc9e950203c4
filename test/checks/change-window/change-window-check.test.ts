import { describe, expect, test } from 'vitest';
import { changeWindowCheck } from '../../../src/checks/change-window/change-window-check.ts';
import { ssmCalendarReader } from '../../../src/checks/change-window/ssm-calendar-reader.ts';
import { sequence } from '../../../src/hook/compose/compose.ts';
import { createHook } from '../../../src/hook/create-hook.ts';
import type { JsonObject } from '../../../src/hook/json.ts';
import { awsError } from '../../deployment/fake-readers.ts';
import { targetOfEvent } from '../../deployment/target-of-event.ts';
import { ecsEvent, playGate, recordingLogger, recordingReports, SteppableClock } from '../../helpers/hook.ts';
import { contextFor, gateSince, whatIsWrongWith } from '../check-context.ts';
import { FakeChangeCalendars } from './fake-calendars.ts';

const target = targetOfEvent('PRE_SCALE_UP.doc');
/** The gates of these tests are first called on Sunday, 22 November 2026, at 14:00 UTC. */
const sunday = { timeZone: 'UTC', windows: [{ days: ['sun'], from: '15:00', to: '18:00' }] };

async function run(hookDetails: JsonObject, minutes = 0, prepare = (_calendars: FakeChangeCalendars) => {}) {
  const calendars = new FakeChangeCalendars(() => new Date(gateSince.getTime() + minutes * 60_000));
  prepare(calendars);
  const check = changeWindowCheck(ssmCalendarReader((region) => calendars.client(region)));
  return { verdict: await check.run(target, await contextFor(check, hookDetails, { minutes })), calendars };
}

describe('a change window', () => {
  test('passes while it is open, and says until when', async () => {
    const { verdict } = await run(sunday, 61);

    expect(verdict).toEqual({
      kind: 'pass',
      reason: 'change window: open until Sun 2026-11-22 18:00 UTC',
      findings: [
        {
          name: 'change window',
          outcome: 'passed',
          found: 'open until Sun 2026-11-22 18:00 UTC',
          allowed: 'sun 15:00 to 18:00',
        },
      ],
    });
  });

  test('waits until it opens, and is called again then', async () => {
    const { verdict } = await run(sunday, 1);

    expect(verdict).toMatchObject({
      kind: 'wait',
      reason: 'change window: closed until Sun 2026-11-22 15:00 UTC',
      retryAfterSeconds: 59 * 60,
      deadline: new Date('2026-11-23T02:00:00Z'),
    });
  });

  test('fails at once if it is configured to', async () => {
    const { verdict } = await run({ ...sunday, onClosed: 'fail' });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: 'change window: closed until Sun 2026-11-22 15:00 UTC',
      findings: [{ outcome: 'failed' }],
    });
  });

  test('fails at once if it opens too late to wait for', async () => {
    const { verdict } = await run({ ...sunday, waitMinutes: 59 });

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason:
        'change window: closed until Sun 2026-11-22 15:00 UTC; it does not open within waitMinutes (59), by 2026-11-22 14:59 UTC',
    });
  });

  test('names the freeze that closes it', async () => {
    const freezes = [{ name: 'Black Friday', from: '2026-11-22', until: '2026-11-30' }];
    const { verdict } = await run({ ...sunday, freezes }, 70);

    expect(verdict).toMatchObject({
      kind: 'fail',
      reason: expect.stringContaining('freeze "Black Friday": closed until Sun 2026-12-06 15:00 UTC'),
    });
  });

  test('is checked again after people have needed until it closed', async () => {
    const clock = new SteppableClock();
    let asked = 0;
    const approval = {
      name: 'approval',
      alwaysRuns: true,
      run: () =>
        ++asked < 5
          ? ({ kind: 'wait', reason: 'nobody has voted', retryAfterSeconds: 900 } as const)
          : ({ kind: 'pass', reason: 'approved' } as const),
    };
    const hook = createHook({
      check: sequence('release', changeWindowCheck(neverAsked) as never, approval),
      clock,
      logger: recordingLogger(),
      reports: recordingReports(),
    });
    const time = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000).toISOString().slice(11, 16);
    const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
    const hookDetails = {
      'change-window': { timeZone: 'UTC', windows: [{ days, from: time(-60), to: time(30) }], waitMinutes: 1430 },
    };

    const calls = await playGate(hook, clock, ecsEvent({ hookDetails }), 5);

    expect(calls.map(({ answer }) => answer.reason)).toEqual([
      'approval: nobody has voted',
      'approval: nobody has voted',
      expect.stringMatching(/^change-window: change window: closed until/),
      expect.stringMatching(/^change-window: change window: closed until/),
      expect.stringMatching(/^change-window: change window: closed until/),
    ]);
  });
});

const neverAsked = {
  state: () => Promise.reject(new Error('no calendar is configured')),
};

describe('change calendars', () => {
  const both = { calendars: ['releases', 'holidays'] };

  test('are open only if all are', async () => {
    const open = await run(both, 0, (fake) => fake.add('releases', true).add('holidays', true));
    const closed = await run(both, 0, (fake) => fake.add('releases', true).add('holidays', false));

    expect(open.verdict).toMatchObject({ kind: 'pass', reason: 'calendars releases, holidays: OPEN' });
    expect(closed.verdict).toMatchObject({ kind: 'wait', reason: 'calendars releases, holidays: CLOSED' });
  });

  test('are read again at the transition that they announce, and every five minutes until then', async () => {
    const until = (end: string) => (fake: FakeChangeCalendars) =>
      void fake.add('holidays', true, ['2026-11-22T00:00:00Z', end]);

    expect((await run({ calendars: ['holidays'] }, 0, until('2026-11-22T14:02:00Z'))).verdict).toMatchObject({
      kind: 'wait',
      reason: 'calendar holidays: CLOSED until 2026-11-22 14:02 UTC, as far as is known',
      retryAfterSeconds: 120,
    });
    expect((await run({ calendars: ['holidays'] }, 0, until('2026-11-22T20:00:00Z'))).verdict).toMatchObject({
      retryAfterSeconds: 300,
    });
    // The calendar may be changed, so a transition after the deadline is no reason to give up.
    expect((await run({ calendars: ['holidays'] }, 0, until('2026-12-24T20:00:00Z'))).verdict.kind).toBe('wait');
    expect((await run({ calendars: ['holidays'] }, 720, until('2026-12-24T20:00:00Z'))).verdict.kind).toBe('fail');
  });

  test('do not open a closed window, nor the other way round', async () => {
    const open = await run({ ...sunday, calendars: ['releases'] }, 61, (fake) => fake.add('releases', true));
    const calendarOnly = await run({ ...sunday, calendars: ['releases'] }, 1, (fake) => fake.add('releases', true));
    const windowOnly = await run({ ...sunday, calendars: ['releases'] }, 61, (fake) => fake.add('releases', false));

    expect(open.verdict.kind).toBe('pass');
    expect(calendarOnly.verdict).toMatchObject({
      kind: 'wait',
      reason: expect.stringMatching(/^change window: closed/),
    });
    expect(windowOnly.verdict).toMatchObject({ kind: 'wait', reason: 'calendar releases: CLOSED' });
  });

  test.each([
    [
      'does not exist',
      'releases',
      (_fake: FakeChangeCalendars) => {},
      'one of them does not exist in its Region, or is not shared with this account (InvalidDocument: Document with name releases does not exist.)',
    ],
    [
      'is another document',
      'shell',
      (fake: FakeChangeCalendars) => void fake.faults.set('shell', 'InvalidDocumentType'),
      'one of them is another kind of document; name a document of type ChangeCalendar',
    ],
    [
      'has unsupported entries',
      'ics',
      (fake: FakeChangeCalendars) => void fake.faults.set('ics', 'UnsupportedCalendarException'),
      'one of them has an entry that Change Calendar does not support',
    ],
    [
      'cannot be read',
      'releases',
      (fake: FakeChangeCalendars) =>
        void Object.assign(fake, { broken: awsError('AccessDeniedException', 'not authorized') }),
      'AccessDeniedException: not authorized',
    ],
  ])('are an error, and not closed, if one %s', async (_what, name, prepare, reason) => {
    const { verdict } = await run({ calendars: [name], onClosed: 'fail' }, 0, prepare);

    expect(verdict).toMatchObject({ kind: 'error', reason: expect.stringContaining(reason) });
  });

  test.each([undefined, 'MAINTENANCE', ''])('are an error if their state is %j', async (state) => {
    const check = changeWindowCheck({ state: async () => ({ state, next: undefined }) });
    const verdict = await check.run(target, await contextFor(check, { calendars: ['releases'] }));

    expect(verdict).toMatchObject({ kind: 'error', reason: expect.stringContaining('neither OPEN nor CLOSED') });
  });

  test('that are shared are read in the Region of their ARN, and all have to be open', async () => {
    const shared = 'arn:aws:ssm:eu-central-1:210987654321:document/group-freeze';
    const names = ['releases', shared];
    const open = await run({ calendars: names }, 0, (fake) => fake.add('releases', true).add(shared, true));
    const closed = await run({ calendars: names }, 0, (fake) => fake.add('releases', true).add(shared, false));

    expect(open.verdict.kind).toBe('pass');
    expect(open.calendars.asked).toEqual([
      { region: undefined, names: ['releases'] },
      { region: 'eu-central-1', names: [shared] },
    ]);
    expect(closed.verdict).toMatchObject({ kind: 'wait', reason: 'calendars releases, group-freeze: CLOSED' });
  });
});

describe('a wrong configuration of a change window', () => {
  const check = changeWindowCheck(neverAsked);

  test.each([
    [{}, 'expected windows, freezes or calendars: without one of them, it is always open'],
    [
      { windows: [{ from: '09:00', to: '17:00' }] },
      'timeZone: expected the name of a time zone, such as "Europe/Berlin", because a window or a freeze has none of its own',
    ],
    [
      { timeZone: '+01:00', windows: [{ from: '09:00', to: '17:00' }] },
      'timeZone: expected the name of a time zone, such as "Europe/Berlin", not "+01:00"',
    ],
    [{ timeZone: 'Europe/Bonn', freezes: [] }, 'timeZone: expected the name of a time zone'],
    [
      { timeZone: 'UTC', windows: [{ from: '09:00', to: '09:00' }] },
      'windows[0].to: expected a time other than "from"',
    ],
    [
      { timeZone: 'UTC', windows: [{ from: '24:00', to: '09:00' }] },
      'windows[0].from: expected a time of day from "00:00" to "23:59", not "24:00"',
    ],
    [
      { timeZone: 'UTC', windows: [{ days: ['monday'], from: '09:00', to: '10:00' }] },
      'windows[0].days[0]: expected a list of sun',
    ],
    [
      { timeZone: 'UTC', freezes: [{ name: 'x', from: '2026-02-30', until: '2026-03-01' }] },
      'freezes[0].from: expected a day such as "2026-12-23"',
    ],
    [
      { timeZone: 'UTC', freezes: [{ name: 'x', from: '2026-03-02', until: '2026-03-01' }] },
      'freezes[0].until: expected a moment after "from"',
    ],
    [{ calendars: ['releases', 'releases'] }, 'calendars: expected each calendar once'],
    [{ calendars: ['arn:aws:s3:::bucket'] }, 'calendars[0]: expected the name or ARN of a change calendar'],
    [
      { calendars: ['releases'], waitMinutes: 1431 },
      'waitMinutes: expected a whole number of minutes, from 1 to 1430, not 1431',
    ],
  ] satisfies [JsonObject, string][])('is refused: %j', async (hookDetails, message) => {
    expect(await whatIsWrongWith(check, hookDetails)).toContain(message);
  });
});

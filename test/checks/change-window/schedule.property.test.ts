import fc from 'fast-check';
import { expect, test } from 'vitest';
import { weekdays } from '../../../src/approval/schedule/business-hours.ts';
import type { ChangeWindow } from '../../../src/checks/change-window/change-window-config.ts';
import { readSchedule } from '../../../src/checks/change-window/schedule.ts';
import { casesOf } from '../../helpers/random-cases.ts';

/** Zones that change by an hour in either hemisphere, at midnight, by half an hour, for Ramadan, and not at all. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Pacific/Apia',
];

const minuteMs = 60_000;
const dayMinutes = 1440;

const timeOfDay = fc.integer({ min: 0, max: dayMinutes - 1 }).map(formatMinute);
const windows = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    days: fc.subarray([...weekdays], { minLength: 1 }),
    from: timeOfDay,
    to: fc.oneof(timeOfDay, fc.constant('24:00')),
  })
  .filter(({ from, to }) => from !== to);

/** Around the changes of 2027 in these zones. */
const starts = fc
  .tuple(
    fc.constantFrom(
      '2027-02-06',
      '2027-03-13',
      '2027-03-27',
      '2027-04-03',
      '2027-04-29',
      '2027-09-04',
      '2027-10-02',
      '2027-10-28',
      '2027-10-30',
      '2027-11-06',
    ),
    fc.integer({ min: 0, max: 2 * dayMinutes }),
  )
  .map(([day, minute]) => Date.parse(`${day}T00:00:00Z`) + minute * minuteMs);

test('windows are open as somebody sees who looks at the clock on the wall every minute', () => {
  fc.assert(
    fc.property(windows, starts, (window, start) => {
      const spans = openByWall(window, watchWall(window.timeZone, start));
      for (let minute = 0; minute < 600; minute += 7) {
        const at = new Date(start + minute * minuteMs);
        const here = minute + 2 * dayMinutes;
        const isOpen = spans.some(({ first, last }) => first <= here && here <= last);
        expect(readSchedule({ windows: [window] } as never, at).isOpen, at.toISOString()).toBe(isOpen);
      }
    }),
    { numRuns: casesOf(25) },
  );
});

test('the moment at which it opens or closes next is the first at which that is so', () => {
  fc.assert(
    fc.property(windows, starts, (window, start) => {
      const read = (at: number) => readSchedule({ windows: [window] } as never, new Date(at));
      const { isOpen, next } = read(start);
      if (next === undefined) return;
      expect(read(next.getTime()).isOpen).toBe(!isOpen);
      expect(read(next.getTime() - 1000).isOpen).toBe(isOpen);
      for (let at = start; at < next.getTime(); at += 3 * 3600_000) expect(read(at).isOpen).toBe(isOpen);
    }),
    { numRuns: casesOf(25) },
  );
});

/** What the clock shows at each minute of the two days before and the three after, read with another format than the code does. */
function watchWall(timeZone: string, start: number): string[] {
  const clock = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return Array.from({ length: 5 * dayMinutes }, (_, index) =>
    clock.format(start + (index - 2 * dayMinutes) * minuteMs),
  );
}

/** A window is open once the clock has shown its beginning, and as long as it will show a time before its end. As minutes of the wall. */
function openByWall({ days, from, to }: ChangeWindow, wall: readonly string[]): { first: number; last: number }[] {
  return [...new Set(wall.map((shown) => shown.slice(0, 10)))].flatMap((day) => {
    if (!days.some((name) => name === weekdays[new Date(`${day}T00:00Z`).getUTCDay()])) return [];
    const endDay = to > from ? day : new Date(Date.parse(`${day}T00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    const first = wall.findIndex((shown) => shown >= `${day} ${from}`);
    return first === -1 ? [] : [{ first, last: wall.findLastIndex((shown) => shown < `${endDay} ${to}`) }];
  });
}

function formatMinute(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}

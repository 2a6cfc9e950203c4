/** What a clock and a calendar in a zone show. */
type LocalTime = { year: number; month: number; day: number; hour: number; minute: number; second: number };

/** Making one takes a hundred times as long as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** @throws RangeError if there is no such time zone */
export function localTimeAt(timeZone: string, at: Date): LocalTime {
  const parts = new Map(
    formatterFor(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const number = (type: keyof LocalTime) => parts.get(type) ?? 0;
  return {
    ...{ year: number('year'), month: number('month'), day: number('day') },
    ...{ hour: number('hour'), minute: number('minute'), second: number('second') },
  };
}

function formatterFor(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  });
  formats.set(timeZone, made);
  return made;
}

/** A name of the IANA database, not an offset: an offset has no daylight saving time. */
export function isTimeZone(given: string): boolean {
  if (!/^[A-Za-z]/.test(given)) return false;
  try {
    formatterFor(given);
    return true;
  } catch {
    return false;
  }
}

/** `Mon 2026-11-30 09:30 Europe/Berlin`. */
export function formatLocalTime(timeZone: string, at: Date): string {
  const { year, month, day, hour, minute } = localTimeAt(timeZone, at);
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute));
  const [date, time = ''] = local.toISOString().split('T');
  return `${dayNames[local.getUTCDay()]} ${date} ${time.slice(0, 5)} ${timeZone}`;
}

const dayNames = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

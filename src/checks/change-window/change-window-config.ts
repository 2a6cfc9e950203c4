import * as v from 'valibot';
import { timeZoneSchema, weekdaysSchema } from '../calendar-config.ts';
import { findRepeated } from '../find-repeated.ts';

/** The keys of `hookDetails` for the change window. Unknown keys are refused. */
export type ChangeWindowConfig = v.InferOutput<typeof changeWindowConfigSchema>;

export type ChangeWindow = v.InferOutput<typeof windowSchema>;

export type Freeze = v.InferOutput<typeof freezeSchema>;

function timeSchema(pattern: RegExp, message: string) {
  return v.pipe(v.string(message), v.regex(pattern, message));
}

const windowSchema = v.pipe(
  v.strictObject({
    /** The zone of its times and days. Default: the check's `timeZone`. */
    timeZone: v.optional(timeZoneSchema),
    /** The days on which it opens, in the zone. Default Monday to Friday. */
    days: weekdaysSchema,
    /** When it opens: `09:00`. If clocks are put forward past this time, it opens at that moment; if the time comes twice, at the first one. */
    from: timeSchema(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day from "00:00" to "23:59"'),
    /** When it closes. Before `from`: on the next day. If the time comes twice, at the second one. */
    to: timeSchema(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'expected a time of day from "00:00" to "24:00"'),
  }),
  v.forward(
    v.check(({ from, to }) => from !== to, 'expected a time other than "from"; a whole day is from "00:00" to "24:00"'),
    ['to'],
  ),
);

const moment = 'expected a day such as "2026-12-23", or a day and a time such as "2026-12-23T18:00"';
const momentSchema = v.pipe(v.string(moment), v.check(isMoment, moment));

const freezeSchema = v.pipe(
  v.strictObject({
    /** What people read about it: `Black Friday`. */
    name: v.pipe(
      v.string('expected a name'),
      v.nonEmpty('expected a name'),
      v.maxLength(60, 'expected at most 60 characters'),
    ),
    /** The zone of its days and times. Default: the check's `timeZone`. */
    timeZone: v.optional(timeZoneSchema),
    /** Its first day, or the moment at which it begins. */
    from: momentSchema,
    /** Its last day, which belongs to it, or the moment at which it ends. */
    until: momentSchema,
  }),
  v.forward(
    v.check(
      ({ from, until }) =>
        !isMoment(from) || !isMoment(until) || fullMoment(from, '00:00') < fullMoment(until, '24:00'),
      'expected a moment after "from"',
    ),
    ['until'],
  ),
);

const calendar = 'expected the name or ARN of a change calendar, such as "shop-releases"';
const minutes = 'expected a whole number of minutes, from 1 to 1430';
const nothing = 'expected windows, freezes or calendars: without one of them, it is always open';

/** Validates and completes what is configured. */
export const changeWindowConfigSchema = v.pipe(
  v.strictObject({
    /** The IANA time zone of all windows and freezes without one of their own, such as `Europe/Berlin`; `UTC` is one, `+01:00` is not. */
    timeZone: v.optional(timeZoneSchema),
    /** 1 to 20 windows; it is open in any of them. Default: always open, except for freezes and calendars. */
    windows: v.optional(list(windowSchema, 'windows', 20)),
    /** 1 to 50 times in which it is closed even within a window. Default none. */
    freezes: v.optional(list(freezeSchema, 'freezes', 50)),
    /**
     * 1 to 20 change calendars of AWS Systems Manager, by name, or by ARN if they are shared or in another Region. All of them have to be OPEN in addition to
     * windows and freezes. Default none.
     */
    calendars: v.optional(
      v.pipe(
        list(
          v.pipe(v.string(calendar), v.regex(/^(arn:[\w-]+:ssm:[a-z\d-]+:\d{12}:document\/)?[\w.-]{1,128}$/, calendar)),
          'calendars',
          20,
        ),
        v.check((names) => findRepeated(names) === undefined, 'expected each calendar once'),
      ),
    ),
    /** What happens while it is closed: `wait` until it opens, or `fail` at once. Default `wait`. */
    onClosed: v.optional(v.picklist(['wait', 'fail'], 'expected "wait" or "fail"'), 'wait'),
    /** The longest time to wait, from the gate's first call: 1 to 1430 minutes. Then it fails. Default 720, which is 12 hours. */
    waitMinutes: v.optional(
      v.pipe(v.number(minutes), v.integer(minutes), v.minValue(1, minutes), v.maxValue(1430, minutes)),
      720,
    ),
  }),
  v.check(({ windows, freezes, calendars }) => Boolean(windows ?? freezes ?? calendars), nothing),
  v.forward(
    v.check(
      ({ timeZone: common, windows = [], freezes = [] }) =>
        common !== undefined || [...windows, ...freezes].every((each) => each.timeZone !== undefined),
      'expected the name of a time zone, such as "Europe/Berlin", because a window or a freeze has none of its own',
    ),
    ['timeZone'],
  ),
);

function list<Item extends v.GenericSchema>(item: Item, what: string, max: number) {
  const message = `expected a list of 1 to ${max} ${what}`;
  return v.pipe(v.array(item, message), v.minLength(1, message), v.maxLength(max, message));
}

/** A day without a time has the given one. */
export function fullMoment(text: string, time: string): string {
  return text.includes('T') ? text : `${text}T${time}`;
}

/** A day that exists, with or without a time. */
function isMoment(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d(T([01]\d|2[0-3]):[0-5]\d)?$/.test(text)) return false;
  const day = text.slice(0, 10);
  const parsed = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(day);
}

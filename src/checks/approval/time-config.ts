import * as v from 'valibot';
import { timeZoneSchema, weekdaysSchema } from '../calendar-config.ts';

/** A pause may wait for two weeks. */
const maxMinutes = 20_160;
const minutesSchema = (least: number, message: string) =>
  v.pipe(v.number(message), v.integer(message), v.minValue(least, message), v.maxValue(maxMinutes, message));

const minutes = `expected a whole number of minutes, from 1 to ${maxMinutes}`;
const deputies = 'expected a list such as [{ "afterMinutes": 60, "from": ["lead@example.com"] }]';
const from = 'expected a list of people and names of groups';

/** Of a rule, or of the simple form. */
export const deputiesSchema = v.pipe(
  v.array(
    v.strictObject({
      afterMinutes: minutesSchema(1, minutes),
      from: v.pipe(
        v.array(v.pipe(v.string(from), v.trim()), from),
        v.minLength(1, 'expected at least one person or group'),
        v.maxLength(50, 'expected at most 50 people and groups'),
      ),
    }),
    deputies,
  ),
  v.minLength(1, 'expected at least one entry'),
  v.maxLength(5, 'expected at most 5 entries'),
);

const every = `expected a whole number of minutes, from 5 to ${maxMinutes}`;
const limit = 'expected a whole number of reminders, from 1 to 10';
const time = 'expected a time of day such as "09:00"';
const timeSchema = (pattern: RegExp) => v.pipe(v.string(time), v.regex(pattern, time));

/** The keys of `hookDetails` about when people are asked, and until when. */
export const timeEntries = {
  /**
   * Who else is asked, and may decide, if the approvals are not there after some time: a list of `{ "afterMinutes", "from" }`, the later entries in addition
   * to the earlier ones. The minutes are counted from the request, within `businessHours`. Until then they can read but not decide. Of a rule,
   * `deputies` is a key of the rule, and `from` may name `groups`. Needs `reviewers`. Default: nobody.
   */
  deputies: v.optional(deputiesSchema),
  /**
   * Mails to those who have not voted and whose approval is still needed: `{ "everyMinutes": 60, "limit": 3 }`. The minutes are counted from the
   * request, within `businessHours`; `limit` is at most 10. Default of `limit` 3. Default: no reminder.
   */
  reminders: v.optional(
    v.strictObject({
      everyMinutes: minutesSchema(5, every),
      limit: v.optional(v.pipe(v.number(limit), v.integer(limit), v.minValue(1, limit), v.maxValue(10, limit)), 3),
    }),
  ),
  /**
   * When the minutes of `deadlineMinutes`, `deputies` and `reminders` count: `{ "timeZone": "Europe/Berlin", "days": ["mon", "fri"], "from": "09:00", "to":
   * "17:00" }`. Outside of these hours the clock stands still, and people may decide nevertheless. A polling gate ends after 1430 minutes in any
   * case. Default of `days` Monday to Friday, of `from` and `to` 09:00 and 17:00. Default: they always count.
   */
  businessHours: v.optional(
    v.pipe(
      v.strictObject({
        timeZone: timeZoneSchema,
        days: weekdaysSchema,
        from: v.optional(timeSchema(/^([01]\d|2[0-3]):[0-5]\d$/), '09:00'),
        to: v.optional(timeSchema(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/), '17:00'),
      }),
      v.forward(
        v.check(
          // A time that does not exist, such as 25:00, has its own message.
          ({ from, to }) => from > '23:59' || from < to,
          'expected a time of the same day after "from"; hours over midnight cannot be set',
        ),
        ['to'],
      ),
    ),
  ),
  /**
   * Whether an approval at one step of a linear or canary deployment also counts at its later steps. Then people are asked once, and each later step refers to
   * that approval. Default false: they are asked at each step.
   */
  once: v.optional(v.boolean('expected true or false'), false),
};

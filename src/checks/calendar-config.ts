import * as v from 'valibot';
import { weekdays } from '../approval/schedule/business-hours.ts';
import { isTimeZone } from '../approval/schedule/local-time.ts';

const timeZone = 'expected the name of a time zone, such as "Europe/Berlin"';
const days = `expected a list of ${weekdays.join(', ')}`;

export const timeZoneSchema = v.pipe(v.string(timeZone), v.check(isTimeZone, timeZone));

/** Default Monday to Friday. */
export const weekdaysSchema = v.optional(
  v.pipe(
    v.array(v.picklist(weekdays, days), days),
    v.minLength(1, 'expected at least one day'),
    v.check((list) => new Set(list).size === list.length, 'expected each day once'),
  ),
  ['mon', 'tue', 'wed', 'thu', 'fri'],
);

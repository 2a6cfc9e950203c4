import { addMinutes, type BusinessHours } from '../approval/schedule/business-hours.ts';
import { formatLocalTime } from '../approval/schedule/local-time.ts';
import { maxGateMinutes } from '../checks/approval/plain-config.ts';

/** Any week will do. */
const monday = Date.parse('2027-01-11T00:00:00Z');
const hourMs = 3_600_000;

/**
 * A moment of the week at which a polling gate would get less than its business minutes, because ECS does not wait until they are over:
 * `Fri 16:00 Europe/Berlin`. Undefined if there is none.
 */
export function findCutMoment(hours: BusinessHours, deadlineMinutes: number): string | undefined {
  const starts = Array.from({ length: 7 * 24 }, (_, hour) => new Date(monday + hour * hourMs));
  const cut = starts.find((start) => {
    const latest = new Date(start.getTime() + maxGateMinutes * 60_000 + 1);
    return addMinutes(hours, start, deadlineMinutes, latest) >= latest;
  });
  return cut && formatLocalTime(hours.timeZone, cut).replace(/ \S+/, '');
}

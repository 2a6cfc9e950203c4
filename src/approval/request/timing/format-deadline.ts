import { formatTime } from '../../../wording/times.ts';
import { formatLocalTime } from '../../schedule/local-time.ts';
import type { ApprovalRequest } from '../request.ts';
import { termsOf } from '../terms.ts';

type Timed = Pick<ApprovalRequest, 'asked' | 'deadline'>;

/** Until when people can decide: `14:30 UTC`, and with business hours also `(Mon 2026-11-30 15:30 Europe/Berlin)`. */
export function formatDeadline(request: Timed, now?: Date): string {
  return formatMoment(request, new Date(request.deadline), now);
}

/** Another moment of a request, in the same way. */
export function formatMoment(request: Timed, at: Date, now?: Date): string {
  const { businessHours } = termsOf(request);
  return `${formatTime(at, now)}${businessHours ? ` (${formatLocalTime(businessHours.timeZone, at)})` : ''}`;
}

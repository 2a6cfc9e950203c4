import { formatTime } from '../../../wording/times.ts';
import { addMinutes } from '../../schedule/business-hours.ts';
import { canHelp, hasVote } from '../progress.ts';
import type { ApprovalRequest, Notification } from '../request.ts';
import { termsOf } from '../terms.ts';

/**
 * Who is notified again while a request is open. What is due follows from the request alone, so that it does not matter who looks, how often, or
 * after which crash. The next time is stored as well, so that a poll need not compute it.
 */

/** Adds what has become due to the notifications that are to be sent. The same request if there is nothing. */
export function planNotices(request: ApprovalRequest, now: Date): ApprovalRequest {
  const { nextNotice } = request;
  const at = now.toISOString();
  if (nextNotice === undefined || nextNotice > at || request.status !== 'PENDING' || at >= request.deadline)
    return request;
  const planned = { ...request, notifications: [...request.notifications, ...dueReminders(request, nextNotice, at)] };
  return { ...planned, nextNotice: nextNoticeAfter(planned, at) };
}

/**
 * When somebody may have to be notified next.
 *
 * @param at - ISO 8601 in UTC; what was due until then has been planned
 * @returns undefined if that is never or after the deadline
 */
export function nextNoticeAfter(request: ApprovalRequest, at: string): string | undefined {
  return reminderTimes(request).find((due) => due > at);
}

/** One reminder for each person, even if several would have been due since the last look. */
function dueReminders(request: ApprovalRequest, since: string, at: string): Notification[] {
  const times = reminderTimes(request);
  const due = times.findLast((one) => one >= since && one <= at);
  if (due === undefined) return [];
  const asked = formatTime(new Date(request.createdAt));
  const news = `${times.indexOf(due) + 1} of ${times.length}, asked first at ${asked}`;
  return peopleToRemind(request, at).map((to) => ({ to, attempts: 0, news, kind: 'reminder', due }));
}

/** Who was asked, has no vote that counts, and does not get a mail in any case. */
function peopleToRemind(request: ApprovalRequest, at: string): string[] {
  const { notifications } = request;
  const waiting = new Set(notifications.filter(({ sentAt }) => !sentAt).map(({ to }) => to));
  return [...new Set(notifications.map(({ to }) => to))].filter(
    (to) => !waiting.has(to) && !hasVote(request, to) && canHelp(request, to, at),
  );
}

function reminderTimes(request: ApprovalRequest): string[] {
  const { reminders, businessHours } = termsOf(request);
  if (!reminders) return [];
  const start = new Date(request.createdAt);
  const deadline = new Date(request.deadline);
  return Array.from({ length: reminders.limit }, (_, index) =>
    addMinutes(businessHours, start, (index + 1) * reminders.everyMinutes, deadline).toISOString(),
  ).filter((due) => due < request.deadline);
}

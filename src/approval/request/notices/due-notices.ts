import { formatTime } from '../../../wording/times.ts';
import { addMinutes } from '../../schedule/business-hours.ts';
import { isMailbox } from '../assurance.ts';
import { canHelp, canMembersHelp, hasVote } from '../progress.ts';
import type { ApprovalRequest, Notification } from '../request.ts';
import { isExcluded, latestVoteOf, votesFor } from '../standing.ts';
import { termsOf } from '../terms.ts';
import { deputyTerms } from '../timing/deputies.ts';

/**
 * Who is notified later than the others, or again, while a request is open, and when its approvals are compared with new evidence. What is due follows from the request alone, so that it does not matter
 * who looks, how often, or after which crash. The next time is stored as well, so that a poll need not compute it.
 */

/** Adds what has become due to the notifications that are to be sent. The same request if there is nothing. */
export function planNotices(request: ApprovalRequest, now: Date): ApprovalRequest {
  const { nextNotice, ...rest } = request;
  const at = now.toISOString();
  if (nextNotice === undefined || nextNotice > at || request.status !== 'PENDING' || at >= request.deadline)
    return request;
  const deputies = dueDeputies(request, at);
  const reminders = dueReminders(request, { since: nextNotice, at, skipped: new Set(deputies.map(({ to }) => to)) });
  return withNextNotice({ ...rest, notifications: [...request.notifications, ...deputies, ...reminders] }, at);
}

/**
 * The request with the time at which somebody may have to be notified next, if there is one before the deadline. An earlier one stays.
 *
 * @param at - ISO 8601 in UTC; what was due until then has been planned
 */
export function withNextNotice(request: ApprovalRequest, at: string): ApprovalRequest {
  const { nextNotice, deadline } = request;
  const missed = dueDeputies(request, at).flatMap(({ due }) => due ?? []);
  const coming = [
    ...reminderTimes(request),
    ...deputyTerms(request).map(({ dueAt }) => dueAt),
    ...comparisonTimes(request, at),
  ].filter((due) => due > at);
  const next = [...(nextNotice ? [nextNotice] : []), ...missed, ...coming].sort()[0];
  return next === undefined || next >= deadline ? request : { ...request, nextNotice: next };
}

/** Everybody whose time as a deputy has come, whose approval is needed, and who was not notified of that. */
function dueDeputies(request: ApprovalRequest, at: string): Notification[] {
  return deputyTerms(request)
    .filter(({ dueAt }) => dueAt <= at)
    .flatMap(({ rule, from, afterMinutes, dueAt: due }) => {
      const news = `${rule === undefined ? 'there were not enough approvals' : `${rule} was not met`} after ${afterMinutes} minutes, so you may decide as well`;
      return from.filter(isMailbox).map((to) => ({ to, attempts: 0, news, kind: 'deputy', due }));
    })
    .filter((notice) => !wasPlanned(request, notice) && needsDeputy(request, notice.to, at));
}

/** An approval by somebody who rejected would help, too. But they have decided. */
function needsDeputy(request: ApprovalRequest, to: string, at: string): boolean {
  return !isExcluded(request, to) && latestVoteOf(request, to)?.choice !== 'REJECT' && canHelp(request, to, at);
}

function wasPlanned({ notifications }: ApprovalRequest, { to, kind, due }: Notification): boolean {
  return notifications.some((one) => one.to === to && one.kind === kind && one.due === due);
}

/** One reminder for each person, even if several would have been due since the last look. */
function dueReminders(
  request: ApprovalRequest,
  { since, at, skipped }: { since: string; at: string; skipped: ReadonlySet<string> },
): Notification[] {
  const times = reminderTimes(request);
  const due = times.findLast((one) => one >= since && one <= at);
  if (due === undefined) return [];
  const asked = formatTime(new Date(request.createdAt));
  const news = `${times.indexOf(due) + 1} of ${times.length}, first asked at ${asked}`;
  return peopleToRemind(request, at)
    .filter((to) => !skipped.has(to))
    .map((to) => ({ to, attempts: 0, news, kind: 'reminder', due }))
    .filter((notice) => !wasPlanned(request, notice));
}

/** Who was asked, has no vote that counts, and does not get a mail in any case. */
function peopleToRemind(request: ApprovalRequest, at: string): string[] {
  const { notifications } = request;
  const waiting = new Set(notifications.filter(({ sentAt }) => !sentAt).map(({ to }) => to));
  return [...new Set(notifications.map(({ to }) => to))].filter(
    (to) => !waiting.has(to) && !hasVote(request, to) && isNeeded(request, to, at),
  );
}

/** The members of groups are asked with everybody's link. */
function isNeeded(request: ApprovalRequest, to: string, at: string): boolean {
  return canHelp(request, to, at) || (!isMailbox(to) && canMembersHelp(request));
}

/** How often approvals that wait for others are compared with what the checks report by now. */
const comparedEveryMs = 300_000;

/** The next comparison; none while nobody's approval waits, or if it was stored without its evidence. */
function comparisonTimes(request: ApprovalRequest, at: string): string[] {
  const isWaiting = votesFor(request, 'APPROVE').some(({ evidence }) => evidence !== undefined);
  return isWaiting ? [new Date(Date.parse(at) + comparedEveryMs).toISOString()] : [];
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

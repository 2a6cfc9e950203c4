import { formatProgress, isApprovedAt } from '../../../approval/request/progress.ts';
import type { ApprovalRequest } from '../../../approval/request/request.ts';
import { formatDeadline } from '../../../approval/request/timing/format-deadline.ts';

/** What a gate waits for and until when, and who does not know of it; most polls do not load this. */
export function formatWait(request: ApprovalRequest, now: Date): string {
  const then = isApprovedAt(request, request.deadline) ? ', then it approves itself (onDeadline)' : '';
  return `${formatProgress(request)}, until ${formatDeadline(request, now)}${then}${formatUntold(request)}`;
}

/** Who does not know of it: `; not notified yet, retrying: ana@example.com; no subscriber would get the notification for ben@example.com`. */
function formatUntold({ notifications }: ApprovalRequest): string {
  const untold = notifications.filter(({ sentAt }) => !sentAt).map(({ to }) => to);
  // Somebody may have subscribed before the reminder.
  const latest = new Map(notifications.filter(({ sentAt }) => sentAt).map((one) => [one.to, one]));
  const unreached = [...latest.values()].filter((one) => one.unreached).map(({ to }) => to);
  return [
    ...(untold.length > 0 ? [`; not notified yet, retrying: ${untold.join(', ')}`] : []),
    ...(unreached.length > 0 ? [`; no subscriber would get the notification for ${unreached.join(', ')}`] : []),
  ].join('');
}

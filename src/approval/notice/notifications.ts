import type { ApprovalRequest, Notification } from '../request/request.ts';
import { dueNotifications } from '../request/standing.ts';

/**
 * Sends notifications at least once and normally once: the sender first claims one in the ledger, and afterwards records that it was sent. A
 * claim without a result for three minutes is taken over; a failed attempt releases the claim.
 */

/** Claims all that are due under one id. Undefined if there are none. */
export function claimDue(request: ApprovalRequest, claimId: string, now: Date): ApprovalRequest | undefined {
  const due = new Set(dueNotifications(request, now));
  if (due.size === 0) return undefined;
  const claim = { id: claimId, at: now.toISOString() };
  const notifications = request.notifications.map((notification) =>
    due.has(notification) ? { ...notification, claim, attempts: notification.attempts + 1 } : notification,
  );
  return { ...request, notifications };
}

/** The notifications that the holder of a claim has to send. */
export function claimedBy(request: ApprovalRequest, claimId: string): Notification[] {
  return request.notifications.filter(({ sentAt, claim }) => !sentAt && claim?.id === claimId);
}

/** Records the result for a claim's notifications: those that were sent get their time, the others are free for the next attempt. */
export function noteSent(
  request: ApprovalRequest,
  claimId: string,
  sent: ReadonlySet<string>,
  now: Date,
): ApprovalRequest {
  const at = now.toISOString();
  const mine = new Set(claimedBy(request, claimId));
  const notifications = request.notifications.map((notification) => {
    if (!mine.has(notification)) return notification;
    const { claim, ...free } = notification;
    return sent.has(notification.to) ? { ...free, claim, sentAt: at } : free;
  });
  // Only the first failure goes into the history: `attempts` counts the others, and an entry for every poll would make polls slow.
  const history = [...mine]
    .filter(({ to, attempts }) => sent.has(to) || attempts === 1)
    .map(({ to }) => ({ at, what: sent.has(to) ? handedOver(to) : notHandedOver(to) }));
  return { ...request, notifications, history: [...request.history, ...history] };
}

/** SNS accepts a message even if no subscription matches it, and does not report deliveries, so nothing more is known. */
function handedOver(to: string): string {
  return `sent the notification for ${to}; delivery is not confirmed`;
}

function notHandedOver(to: string): string {
  return `could not send the notification for ${to}; Greenlight keeps trying`;
}

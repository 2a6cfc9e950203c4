import type { ApprovalRequest, Notification } from '../request/request.ts';
import { dueNotifications } from '../request/standing.ts';

/**
 * How notifications go out at least once and normally once: whoever sends one claims it in the ledger first, and notes afterwards that it
 * went out. A claim that led to nothing for three minutes is taken over; a failed try gives the claim back.
 */

/** Claims all that are due under one id. Undefined where there are none. */
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

/** Notes what became of a claim's notifications: those that were handed over get their time, the others are free for the next try. */
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
  // The first failure stands for all: `attempts` counts the others, and a history of every poll would outgrow what a poll reads.
  const history = [...mine]
    .filter(({ to, attempts }) => sent.has(to) || attempts === 1)
    .map(({ to }) => ({ at, what: sent.has(to) ? handedOver(to) : notHandedOver(to) }));
  return { ...request, notifications, history: [...request.history, ...history] };
}

/** SNS takes a message that no subscription lets through, and says nothing about those that it delivers; so no more than this is known. */
function handedOver(to: string): string {
  return `handed over the notification for ${to}; whether it arrives is not known here`;
}

function notHandedOver(to: string): string {
  return `could not hand over the notification for ${to}, tried again until it works`;
}

import { planNotices } from '../request/notices/due-notices.ts';
import type { ApprovalRequest, Notification } from '../request/request.ts';
import { dueNotifications } from '../request/standing.ts';

/**
 * Sends notifications at least once and normally once: the sender first claims one in the ledger, and afterwards records that it was sent. A
 * claim without a result for three minutes is taken over; a failed attempt releases the claim.
 */

/** Claims all that are due under one id, the reminders of this moment among them. Undefined if there is nothing to write. */
export function claimDue(stored: ApprovalRequest, claimId: string, now: Date): ApprovalRequest | undefined {
  const request = planNotices(stored, now);
  const due = new Set(dueNotifications(request, now));
  if (due.size === 0) return request === stored ? undefined : request;
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
  sent: readonly Notification[],
  now: Date,
): ApprovalRequest {
  const at = now.toISOString();
  const mine = new Set(claimedBy(request, claimId));
  const sentAs = (notification: Notification) => sent.find((one) => isSame(one, notification));
  const notifications = request.notifications.map((notification) => {
    if (!mine.has(notification)) return notification;
    const { claim, ...free } = notification;
    const { unreached } = sentAs(notification) ?? {};
    return sentAs(notification) ? { ...free, claim, sentAt: at, ...(unreached && { unreached }) } : free;
  });
  // Only the first failure goes into the history: `attempts` counts the others, and an entry for every poll would make polls slow.
  const history = [...mine]
    .filter((notification) => sentAs(notification) || notification.attempts === 1)
    .map((notification) => ({ at, what: formatSent(sentAs(notification)) ?? notHandedOver(notification) }));
  return { ...request, notifications, history: [...request.history, ...history] };
}

/** A person may get several notices about one request. */
function isSame(one: Notification, other: Notification): boolean {
  return one.to === other.to && one.kind === other.kind && one.due === other.due && one.news === other.news;
}

/** SNS accepts a message even if no subscription matches it, and does not report deliveries, so nothing more is known. */
function formatSent(sent: Notification | undefined): string | undefined {
  if (!sent) return undefined;
  const { to, kind = 'notification', unreached } = sent;
  return unreached
    ? `sent the ${kind} for ${to}, but no subscriber would get it`
    : `sent the ${kind} for ${to}; delivery is not confirmed`;
}

function notHandedOver({ to, kind = 'notification' }: Notification): string {
  return `could not send the ${kind} for ${to}; Greenlight keeps trying`;
}

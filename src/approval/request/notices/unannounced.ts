import type { ApprovalRequest } from '../request.ts';

/** An emergency does not wait any longer for a notification that cannot be sent. */
const announcedWithinMs = 300_000;

/** Whether an approval by break glass still waits for its announcement, and not for too long. */
export function isUnannounced({ decision, notifications }: ApprovalRequest, now: Date): boolean {
  if (decision?.via !== 'break-glass' || now.getTime() - Date.parse(decision.at) >= announcedWithinMs) return false;
  return notifications.some(({ kind, sentAt }) => kind === 'break-glass' && !sentAt);
}

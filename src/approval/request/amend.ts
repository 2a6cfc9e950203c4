import { oneLine } from '../../wording/lines.ts';
import { withNextNotice } from './notices/due-notices.ts';
import { formatPeople } from './people.ts';
import type { ApprovalRequest } from './request.ts';
import { expire, supersede } from './transitions.ts';

/** What somebody with the permission to decide by IAM changes about a request, other than voting. */
export type Amendment = {
  /** The ARN of the IAM identity. */
  by: string;
  /** Why, for everybody who is asked. */
  reason: string;
  at: string;
  /** Of the decision, if there is one. */
  id: string;
};

export type AmendOutcome =
  | { outcome: 'amended'; request: ApprovalRequest }
  /** It is so already, because of this very change or of another one; nothing to write. */
  | { outcome: 'as-wanted'; request: ApprovalRequest }
  /** There is a decision already; nothing to write. */
  | { outcome: 'too-late'; request: ApprovalRequest }
  /** ECS ends the wait before that; nothing to write. */
  | { outcome: 'too-far'; request: ApprovalRequest; latest: string }
  /** The deadline has passed; `request` has the expiry as its decision and has to be written. */
  | { outcome: 'expired'; request: ApprovalRequest };

/** The same as of `deadlineMinutes`: ECS ends a stage after 24 hours. */
const maxMinutes = 1430;
/** A pause is answered at least this long before ECS stops waiting. */
const pauseMarginMs = 180_000;

/**
 * Gives people more time. Everybody who is asked is notified again, with the new deadline. A deadline that is as late already stays as it is.
 *
 * @param deadline - ISO 8601 in UTC
 */
export function extendDeadline(request: ApprovalRequest, amendment: Amendment, deadline: string): AmendOutcome {
  const { by, reason, at } = amendment;
  if (request.decision || request.status !== 'PENDING') return { outcome: 'too-late', request };
  if (at >= request.deadline) return { outcome: 'expired', request: expire(request, amendment) };
  if (deadline <= request.deadline) return { outcome: 'as-wanted', request };
  const latest = latestDeadline(request);
  if (deadline > latest) return { outcome: 'too-far', request, latest };
  const news = `${formatPeople(by)} extended the deadline from ${request.deadline} to ${deadline}: ${oneLine(reason)}`;
  const again = [...new Set(request.notifications.map(({ to }) => to))];
  return {
    outcome: 'amended',
    request: {
      ...withNextNotice({ ...request, deadline }, at),
      // What nobody has sent yet is replaced: it would only say the same.
      notifications: [
        ...request.notifications.filter(({ sentAt, claim }) => sentAt || claim),
        ...again.map((to) => ({ to, attempts: 0, news })),
      ],
      history: [...request.history, { at, what: news }],
    },
  };
}

/** The last moment until which ECS can wait: for a Lambda hook a day from its first call, for a pause what ECS has set. */
function latestDeadline({ createdAt, pause }: ApprovalRequest): string {
  const expiresAt = Date.parse(String(pause?.['expiresAt']));
  const latest = pause ? expiresAt - pauseMarginMs : Date.parse(createdAt) + maxMinutes * 60_000;
  // Without a readable time no later deadline is safe.
  return Number.isNaN(latest) ? '' : new Date(latest).toISOString();
}

/**
 * Takes the question back, so that ECS rolls back. That is no rejection: nobody has voted, and no rule says who may. It is closed like a request
 * whose deployment is over.
 */
export function withdrawRequest(request: ApprovalRequest, amendment: Amendment): AmendOutcome {
  const { by, reason, at } = amendment;
  const why = `withdrawn by ${formatPeople(by)}: ${oneLine(reason)}`;
  if (request.decision?.status === 'SUPERSEDED' && request.decision.reason === why)
    return { outcome: 'as-wanted', request };
  if (request.decision || request.status !== 'PENDING') return { outcome: 'too-late', request };
  if (at >= request.deadline) return { outcome: 'expired', request: expire(request, amendment) };
  return { outcome: 'amended', request: supersede(request, why, amendment) };
}

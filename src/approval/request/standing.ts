import { isAmong, voterOf } from './people.ts';
import type { ApprovalRequest, Notification, Vote } from './request.ts';

/** What a poll reads from a request that it does not change. Separate from the transitions, which it loads only when it needs one. */

/**
 * The people whose latest vote is an approval, in the order in which they cast it: each person once (see {@link voterOf}), and nobody who is
 * excluded.
 */
export function approversOf(request: ApprovalRequest): string[] {
  return votersFor(request, 'APPROVE');
}

/** The same for any choice. */
export function votersFor(request: ApprovalRequest, wanted: Vote['choice']): string[] {
  return votesFor(request, wanted).map(({ by }) => by);
}

/** Those votes themselves. */
export function votesFor(request: ApprovalRequest, wanted: Vote['choice']): Vote[] {
  return [...latestVotes(request).values()].filter(({ choice, by }) => choice === wanted && !isExcluded(request, by));
}

/** `1 of 2 approvals`, if no rules say who has to give them. */
export function formatApprovals(request: ApprovalRequest): string {
  const { approvals } = request;
  return `${approversOf(request).length} of ${approvals} ${approvals === 1 ? 'approval' : 'approvals'}`;
}

/** Whether the request excludes this person, no matter by which route they vote. */
export function isExcluded({ excluded = [] }: Pick<ApprovalRequest, 'excluded'>, by: string): boolean {
  return isAmong(excluded, by);
}

/** The latest vote of the person with this name in the ledger. */
export function latestVoteOf(request: ApprovalRequest, by: string): Vote | undefined {
  return latestVotes(request).get(voterOf(by));
}

/** Each person's latest vote. */
function latestVotes(request: ApprovalRequest): Map<string, Vote> {
  return new Map(request.votes.map((vote) => [voterOf(vote.by), vote]));
}

/** Whether somebody has changed `status` in the bucket by hand: then there is no decision of ours. */
export function isFlippedByHand(request: ApprovalRequest): boolean {
  return request.status !== 'PENDING' && !request.decision;
}

/** How far two clocks may differ without harm. */
export const clockToleranceMs = 5000;

/** How long a sender may take before another one takes over. Longer than any invocation that sends. */
const staleClaimSeconds = 180;

/** The notifications that nobody has sent and nobody is sending. */
export function dueNotifications(request: ApprovalRequest, now: Date): Notification[] {
  const { status, notifications } = request;
  const isWanted = (kind?: string) => status === 'PENDING' || kind === 'break-glass';
  return notifications.filter(
    ({ kind, sentAt, claim }) => isWanted(kind) && !sentAt && (!claim || isStale(claim.at, now)),
  );
}

/** Whether there is anything to send: what nobody has sent yet, or what has become due. */
export function isNoticeDue(request: ApprovalRequest, now: Date): boolean {
  const { status, nextNotice = '~' } = request;
  return dueNotifications(request, now).length > 0 || (status === 'PENDING' && nextNotice <= now.toISOString());
}

function isStale(claimedAt: string, now: Date): boolean {
  return now.getTime() - Date.parse(claimedAt) >= staleClaimSeconds * 1000;
}

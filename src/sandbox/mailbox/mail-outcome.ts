import type { ApprovalRequest } from '../../approval/request/request.ts';
import { latestVoteOf } from '../../approval/request/standing.ts';
import { formatClock } from '../../wording/times.ts';
import type { LinkedRequest } from './request-behind.ts';
import { nameOfReviewer } from './sandbox-reviewers.ts';

/** How a mail that asks for a decision was answered, or that it was not. */
export type MailOutcome =
  /** Its reader can still decide. */
  | { kind: 'waiting'; until: Date }
  /** Its reader has voted, and others are still missing. */
  | { kind: 'voted'; choice: 'approved' | 'rejected'; at: Date }
  /** `by` is a name: `Ana`. */
  | { kind: 'approved' | 'rejected'; by: string; reason?: string; at: Date }
  /** Nobody decided in time. */
  | { kind: 'expired'; at: Date }
  /** Its deployment ended before anybody had decided. */
  | { kind: 'over'; at: Date };

/** The outcome of the mail with this link, for the person to whom it was sent. */
export function mailOutcomeOf({ request, reviewer }: LinkedRequest): MailOutcome {
  const { decision } = request;
  if (decision === undefined) return openOutcome(request, reviewer);
  const at = new Date(decision.at);
  const why = decision.reason === undefined ? {} : { reason: decision.reason };
  switch (decision.status) {
    case 'APPROVED':
      return { kind: 'approved', by: nameOfReviewer(decision.by), ...why, at };
    case 'REJECTED':
      return { kind: 'rejected', by: nameOfReviewer(decision.by), ...why, at };
    case 'EXPIRED':
      return { kind: 'expired', at };
    case 'SUPERSEDED':
      return { kind: 'over', at };
  }
}

function openOutcome(request: ApprovalRequest, reviewer: string): MailOutcome {
  const vote = latestVoteOf(request, reviewer);
  if (vote === undefined || vote.choice === 'WITHDRAW') return { kind: 'waiting', until: new Date(request.deadline) };
  return { kind: 'voted', choice: vote.choice === 'APPROVE' ? 'approved' : 'rejected', at: new Date(vote.at) };
}

/**
 * An outcome in a few words, with the sandbox's time of day, in UTC.
 *
 * @example formatMailOutcome({ kind: 'approved', by: 'Ana', at: new Date('2026-11-22T07:50:12Z') }) // 'approved by Ana at 07:50'
 */
export function formatMailOutcome(outcome: MailOutcome): string {
  switch (outcome.kind) {
    case 'waiting':
      return `waits until ${minuteOf(outcome.until)}`;
    case 'voted':
      return `you ${outcome.choice} it at ${minuteOf(outcome.at)}; others are still asked`;
    case 'approved':
    case 'rejected':
      return `${outcome.kind} by ${outcome.by} at ${minuteOf(outcome.at)}`;
    case 'expired':
      return `expired at ${minuteOf(outcome.at)}`;
    case 'over':
      return `over since ${minuteOf(outcome.at)}: the deployment ended first`;
  }
}

function minuteOf(at: Date): string {
  return formatClock(at).slice(0, 5);
}

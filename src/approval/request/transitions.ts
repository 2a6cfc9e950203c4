import type { JsonObject } from '../../hook/json.ts';
import { oneLine } from '../../wording/lines.ts';
import { knownAt, whyNoSelfApproval } from './deployer/who-deployed.ts';
import { voteWords } from './format-decision.ts';
import { matchCluster } from './match-cluster.ts';
import { withNextNotice } from './notices/due-notices.ts';
import {
  countedApprovers,
  groupsAsked,
  hasVote,
  isApproved,
  isApprovedAt,
  isNamed,
  isProved,
  isRejected,
  isRepeated,
  liftsRejection,
  waitsUntil,
} from './progress.ts';
import { type ApprovalRequest, type Decision, isByVotes, type Subject, type Vote } from './request.ts';
import { clockToleranceMs, isExcluded, latestVoteOf, votersFor } from './standing.ts';
import { findEarlierStep, onceDecision } from './steps/earlier-step.ts';
import { hasTerms, isComplete, termsOf } from './terms.ts';
import { withBrokenGlass } from './votes/broken-glass.ts';

/**
 * The life of a request, as pure functions from one state to the next. PENDING becomes APPROVED, REJECTED, EXPIRED or SUPERSEDED, once.
 */

export type NewRequest = {
  subject: Subject;
  now: Date;
  deadline: Date;
  approvals: number;
  reviewers: readonly string[];
  /** People who may not decide: mail addresses and ARNs. Default: nobody. */
  excluded?: readonly string[];
  /** The configuration of the gate that asks. */
  asked?: JsonObject;
  /** The pause hook that waits for it. */
  pause?: JsonObject;
  /** Identifies the invocation that will send the first notifications. */
  claimId: string;
};

export function openRequest(asking: NewRequest): ApprovalRequest {
  const { subject, now, deadline, approvals, reviewers, excluded = [], asked, pause, claimId } = asking;
  const at = now.toISOString();
  // Nobody knows the addresses of a group's members: the subscribers who get all notifications are asked too.
  const hasGroups = groupsAsked({ asked }).length > 0;
  const addressees = reviewers.length > 0 && !hasGroups ? reviewers : [...reviewers, everybody];
  const request: ApprovalRequest = {
    schemaVersion: hasTerms({ asked }) ? 2 : 1,
    status: 'PENDING',
    subject,
    createdAt: at,
    deadline: deadline.toISOString(),
    approvals,
    reviewers: [...reviewers],
    ...(excluded.length > 0 && { excluded: [...excluded] }),
    ...(asked && { asked }),
    ...(pause && { pause }),
    votes: [],
    notifications: addressees.map((to) => ({ to, claim: { id: claimId, at }, attempts: 1 })),
    history: [
      {
        at,
        what: `asked for ${approvals} ${approvals === 1 ? 'approval' : 'approvals'} until ${deadline.toISOString()}`,
      },
    ],
  };
  return withNextNotice(request, at);
}

/** Who gets the one link of a request that names no reviewers. */
export const everybody = 'everybody';

export type VoteOutcome =
  | { outcome: 'recorded'; request: ApprovalRequest }
  /** The same person has cast the same vote before; nothing to write. */
  | { outcome: 'repeated'; request: ApprovalRequest }
  /** There is no vote of this person to withdraw; nothing to write. */
  | { outcome: 'no-vote'; request: ApprovalRequest }
  /** There is a decision already; nothing to write. */
  | { outcome: 'too-late'; request: ApprovalRequest }
  /** No rule of the request names this person; nothing to write. */
  | { outcome: 'not-named'; request: ApprovalRequest }
  /** This person is a deputy, and their time has not come; nothing to write. */
  | { outcome: 'not-yet'; request: ApprovalRequest }
  /** The vote proves less about who cast it than the gate asks for; nothing to write. */
  | { outcome: 'too-weak'; request: ApprovalRequest }
  /** An approval without what the gate wants with it, such as a reason; nothing to write. */
  | { outcome: 'incomplete'; request: ApprovalRequest }
  /** The request excludes this person; nothing to write. */
  | { outcome: 'excluded'; request: ApprovalRequest }
  /** The gate does not let this identity break glass, or there is no reason; nothing to write. */
  | { outcome: 'no-break-glass'; request: ApprovalRequest }
  /** An approval by the person who started the deployment, or while nobody knows who did; nothing to write. */
  | { outcome: 'deployer' | 'deployer-unknown'; request: ApprovalRequest }
  /** The deadline has passed; `request` has the expiry as its decision and has to be written. */
  | { outcome: 'expired'; request: ApprovalRequest };

/**
 * Adds a vote. Enough approvals by different people approve, as many as every rule asks for; one rejection rejects, or as many as the gate says;
 * anything after the deadline is too late. Withdrawing ends nothing.
 */
export function castVote(request: ApprovalRequest, vote: Vote): VoteOutcome {
  // Recognized before anything else: our own write may have succeeded although the response was lost.
  if (request.votes.some(({ id }) => id === vote.id)) return { outcome: 'recorded', request };
  if (request.decision || request.status !== 'PENDING') return { outcome: 'too-late', request };
  if (vote.at >= request.deadline) return { outcome: 'expired', request: expire(request, vote) };
  if (vote.via === 'greenlight') return withdrawApproval(request, vote);
  if (isExcluded(request, vote.by)) return { outcome: 'excluded', request };
  if (vote.via === 'break-glass') {
    const { id, by, at, reason } = vote;
    const broken = withBrokenGlass(request, vote);
    if (!broken) return { outcome: 'no-break-glass', request };
    return {
      outcome: 'recorded',
      request: settle(broken, { id, status: 'APPROVED', by, via: 'break-glass', reason, at }),
    };
  }
  if (!isNamed(request, vote)) return { outcome: 'not-named', request };
  if (waitsUntil(request, vote)) return { outcome: 'not-yet', request };
  if (!isProved(request, vote) || liftsRejection(request, vote)) return { outcome: 'too-weak', request };
  const denied = vote.choice === 'APPROVE' ? whyNoSelfApproval(knownAt(request, vote.at), vote.by) : undefined;
  if (denied) return { outcome: denied, request };
  if (isRepeated(request, vote)) return { outcome: 'repeated', request };
  if (vote.choice === 'WITHDRAW' && !hasVote(request, vote.by)) return { outcome: 'no-vote', request };
  if (!isComplete(termsOf(request), vote)) return { outcome: 'incomplete', request };

  const what = `${vote.by} ${voteWords[vote.choice].did}${vote.reason ? `: ${oneLine(vote.reason)}` : ''}`;
  const voted = { ...request, votes: [...request.votes, vote], history: [...request.history, { at: vote.at, what }] };
  const base = {
    id: vote.id,
    via: vote.via ?? 'desk',
    at: vote.at,
    ...(vote.reason !== undefined && { reason: vote.reason }),
  } as const;
  const judged = knownAt(voted, vote.at);
  const isDecided = vote.choice === 'REJECT' ? isRejected(judged) : isApproved(judged);
  if (vote.choice === 'WITHDRAW' || !isDecided) return { outcome: 'recorded', request: withNextNotice(voted, vote.at) };
  const status = vote.choice === 'REJECT' ? 'REJECTED' : 'APPROVED';
  const voters = vote.choice === 'REJECT' ? votersFor(judged, 'REJECT') : countedApprovers(judged);
  return { outcome: 'recorded', request: settle(voted, { ...base, status, by: voters.join(', ') }) };
}

/** An approval that was given to other evidence no longer counts. Never a rejection: nothing but its voter may lift that. */
function withdrawApproval(request: ApprovalRequest, vote: Vote): VoteOutcome {
  const { by, reason = '', at, choice } = vote;
  if (choice !== 'WITHDRAW' || latestVoteOf(request, by)?.choice !== 'APPROVE') return { outcome: 'no-vote', request };
  const what = `the approval by ${by} no longer counts: ${oneLine(reason)}`;
  const open = { ...request, votes: [...request.votes, vote], history: [...request.history, { at, what }] };
  return { outcome: 'recorded', request: withNextNotice(open, at) };
}

/**
 * Nobody decided in time, which is a decision too: the request expires, or it is approved if the gate is configured so and nobody has rejected.
 */
export function expire(request: ApprovalRequest, { id, at }: { id: string; at: string }): ApprovalRequest {
  const reason = `nobody decided by ${request.deadline}`;
  if (isApprovedAt(request, at)) {
    return settle(request, {
      ...{ id, status: 'APPROVED', by: 'Greenlight', via: 'greenlight', at },
      reason: `${reason}, and onDeadline is "approve"`,
    });
  }
  return settle(request, { id, status: 'EXPIRED', by: 'Greenlight', via: 'greenlight', reason, at });
}

/**
 * Approves a request that has just been opened, if the gate is configured to ask nobody in this cluster. Nobody is notified either.
 *
 * @returns undefined if people have to be asked
 */
export function approveUnasked(request: ApprovalRequest, id: string): ApprovalRequest | undefined {
  const { cluster } = request.subject;
  const pattern = matchCluster(termsOf(request).autoApprove?.clusters ?? [], cluster);
  if (pattern === undefined) return undefined;
  const reason = `autoApprove: the cluster ${cluster} matches "${pattern}"`;
  return settle(
    { ...request, notifications: [], history: [] },
    { id, status: 'APPROVED', by: 'Greenlight', via: 'greenlight', reason, at: request.createdAt },
  );
}

/**
 * Approves a request that has just been opened, if an earlier step of its deployment was approved and that counts. Nobody is notified.
 */
export function approveOnce(
  request: ApprovalRequest,
  others: readonly { key: string; request: ApprovalRequest }[],
  id: string,
): ApprovalRequest | undefined {
  const earlier = findEarlierStep(request, others);
  const decision = earlier && onceDecision(request, earlier.request, id);
  return decision && settle({ ...request, approvedWith: earlier.key, notifications: [], history: [] }, decision);
}

/** The deployment has ended, was replaced or is rolling back, so there is nothing left to decide. */
export function supersede(
  request: ApprovalRequest,
  reason: string,
  { id, at }: { id: string; at: string },
): ApprovalRequest {
  return settle(request, { id, status: 'SUPERSEDED', by: 'Greenlight', via: 'greenlight', reason, at });
}

/** The same for a request that is still open; undefined if it has been decided. */
export function supersedeUndecided(
  request: ApprovalRequest,
  reason: string,
  decided: { id: string; at: string },
): ApprovalRequest | undefined {
  return request.decision || request.status !== 'PENDING' ? undefined : supersede(request, reason, decided);
}

/**
 * Turns a `status` changed by hand into a decision. An approval that was written after the deadline is too late and expires instead.
 *
 * @param flippedAt - when the object was last written, according to the store
 */
export function adoptHandFlip(request: ApprovalRequest, id: string, flippedAt: Date): ApprovalRequest {
  const at = flippedAt.toISOString();
  if (request.status === 'PENDING') return request;
  if (request.status === 'APPROVED' && flippedAt.getTime() > Date.parse(request.deadline) + clockToleranceMs) {
    return expire({ ...request, status: 'PENDING' }, { id, at });
  }
  return settle(request, {
    id,
    status: request.status,
    by: 'operator',
    via: 'by hand',
    reason: 'status changed in the bucket',
    at,
  });
}

function settle(request: ApprovalRequest, decision: Decision): ApprovalRequest {
  const what = `${decision.status} by ${decision.by}${isByVotes(decision) ? '' : ` (${decision.reason ?? decision.via})`}`;
  return { ...request, status: decision.status, decision, history: [...request.history, { at: decision.at, what }] };
}

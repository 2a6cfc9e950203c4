import { createHash } from 'node:crypto';
import { assuranceOf } from '../../../approval/request/assurance.ts';
import { voterOf } from '../../../approval/request/people.ts';
import { countedApprovers, rulesCounting } from '../../../approval/request/progress.ts';
import { type ApprovalRequest, isByVotes, type Vote } from '../../../approval/request/request.ts';
import { isExcluded, latestVoteOf } from '../../../approval/request/standing.ts';
import { termsOf } from '../../../approval/request/terms.ts';
import type { RollbackRequest } from '../../../approval/rollback/rollback-request.ts';
import type { DeploymentProgress } from '../../../deployment/progress/deployment-progress.ts';
import type { Delivery } from '../../../pause-bridge/pause-record.ts';
import { servicePathOf } from '../bucket/join-keys.ts';
import { whoCouldDecide } from './who-could-decide.ts';

/** What is stored next to a request about what ECS did. */
type Aftermath = {
  /** Why somebody rolled the deployment back. */
  rollbacks: readonly RollbackRequest[];
  /** What the pause bridge answered to ECS, if a pause waited for it. */
  pause?: Delivery | undefined;
  /** What the watcher saw of the deployment in ECS after the decision. */
  progress?: DeploymentProgress | undefined;
};

/** The object as it was read. */
type ReadObject = { key: string; body: string; lastModified: Date };

/** One request, with everything that an auditor asks about. */
export function requestRecord(object: ReadObject, request: ApprovalRequest, { rollbacks, pause, progress }: Aftermath) {
  const { subject, createdAt, deadline, status, decision, deployer, confirmation, approvedWith } = request;
  return {
    ...recordBase(object),
    kind: 'request' as const,
    ...{ subject, createdAt, deadline, status },
    rules: request.asked ?? {},
    couldDecide: whoCouldDecide(request),
    votes: request.votes.map((vote) => voteRecord(request, vote)),
    ...(decision && { decision: { ...decision, byVotes: isByVotes(decision), byHand: decision.via === 'by hand' } }),
    // A status that somebody has changed in the bucket, which no function has read yet.
    ...(!decision && status !== 'PENDING' && { changedByHand: true }),
    ...(deployer && { deployer }),
    ...(approvedWith !== undefined && { approvedWith }),
    ...(request.pause && { pause: request.pause }),
    ecs: {
      ...(confirmation && { confirmation }),
      rollbacks,
      ...(pause && { pause }),
      ...(progress && { progress }),
    },
    notified: request.notifications.map(({ to, kind = 'asked', sentAt }) => ({ to, kind, sentAt })),
    history: request.history,
  };
}

/** An object that is not a readable request: damaged, or edited. It is part of the chain, so that it cannot be left out unnoticed. */
export function unreadableRecord(object: ReadObject, reason: string) {
  return { ...recordBase(object), kind: 'unreadable' as const, reason };
}

export type AuditRecord = ReturnType<typeof requestRecord> | ReturnType<typeof unreadableRecord>;

function recordBase({ key, body, lastModified }: ReadObject) {
  return {
    service: servicePathOf(key),
    key,
    object: { sha256: sha256(body), lastModified: lastModified.toISOString() },
  };
}

/** Of the object's bytes, as `sha256sum` computes it. */
export function sha256(body: string): string {
  return createHash('sha256').update(body).digest('hex');
}

function voteRecord(request: ApprovalRequest, vote: Vote) {
  const { at, by, via = 'desk', choice, reason, checklist, identity, evidence } = vote;
  const isLatest = latestVoteOf(request, by) === vote;
  const counts =
    isLatest && !isExcluded(request, by) && (choice !== 'APPROVE' || countedApprovers(request).includes(by));
  return {
    ...{ at, by, person: voterOf(by), via, choice, counts },
    assurance: assuranceOf(termsOf(request), vote),
    ...(termsOf(request).rules && { rules: rulesCounting(request, vote) }),
    ...(reason !== undefined && { reason }),
    ...(checklist && { checklist }),
    ...(identity && { identity }),
    ...(evidence && { evidence }),
  };
}

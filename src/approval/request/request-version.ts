import { hash } from 'node:crypto';
import type { ApprovalRequest } from './request.ts';
import { hasTerms, termsOf } from './terms.ts';

/**
 * Identifies what there is to decide in the current request: another vote, deadline or subject is another version. The state of its mails is
 * not, or a reviewer who opens a link the moment it arrives would see that the request has changed, because the hook then records the sending.
 */
export function requestVersion(request: ApprovalRequest): string {
  const known = knownVersions.get(request);
  if (known !== undefined) return known;
  const { status, subject, deadline, approvals, reviewers, votes, decision, excluded } = request;
  const text = JSON.stringify([
    ...[status, subject, deadline, approvals, reviewers, votes, decision ?? null],
    ...(excluded ? [excluded] : []),
    ...(hasTerms(request) ? [termsOf(request)] : []),
  ]);
  const version = hash('sha256', text, 'base64url');
  if (Object.isFrozen(request)) knownVersions.set(request, version);
  return version;
}

const knownVersions = new WeakMap<ApprovalRequest, string>();

import { createHash } from 'node:crypto';
import type { ApprovalRequest } from './request.ts';

/**
 * Names what there is to decide about in a request as it stands: another vote, deadline or subject is another version. How its mails are doing is
 * not, or whoever opens a link in the moment it arrives would be told that the request has changed, because the hook then notes that it was sent.
 */
export function requestVersion(request: ApprovalRequest): string {
  const { status, subject, deadline, approvals, reviewers, votes, decision, excluded } = request;
  const text = JSON.stringify([
    ...[status, subject, deadline, approvals, reviewers, votes, decision ?? null],
    ...(excluded ? [excluded] : []),
  ]);
  return createHash('sha256').update(text).digest('base64url');
}

import { type FilledRule, fillRules, isMet } from './fill-rules.ts';
import { formatPeople, isAmong } from './people.ts';
import type { ApprovalRequest } from './request.ts';
import { approversOf, formatApprovals, isExcluded, latestVoteOf, votersFor } from './standing.ts';
import { termsOf } from './terms.ts';

/** How many approvals a request has and needs, also as `-o json` shows it. With rules, only approvals that count for one are given. */
export type ApprovalCount = { given: number; needed: number; rules?: FilledRule[] };

export function countApprovals(request: ApprovalRequest): ApprovalCount {
  const { rules } = termsOf(request);
  if (!rules) return { given: approversOf(request).length, needed: request.approvals };
  const filled = fillRules(rules, approversOf(request));
  const sum = (part: 'given' | 'needed') => filled.reduce((total, rule) => total + rule[part], 0);
  return { given: sum('given'), needed: sum('needed'), rules: filled };
}

export function isApproved(request: ApprovalRequest): boolean {
  const { given, needed } = countApprovals(request);
  return given >= needed;
}

/** `1 of 2 rejections`; undefined if one rejects. */
function formatRejections(request: ApprovalRequest): string | undefined {
  const { rejections = 1 } = termsOf(request);
  return rejections === 1 ? undefined : `${votersFor(request, 'REJECT').length} of ${rejections} rejections`;
}

/** How many rejections end it: `one rejection rejects`. */
export function formatRejecting(request: ApprovalRequest): string {
  const { rejections = 1 } = termsOf(request);
  return rejections === 1 ? 'one rejection rejects' : `${rejections} different people must reject to end it`;
}

export function isRejected(request: ApprovalRequest): boolean {
  return votersFor(request, 'REJECT').length >= (termsOf(request).rejections ?? 1);
}

/**
 * Whether a request that nobody has decided by then is approved by that: never before its deadline, and not if anybody has rejected it, even if
 * more rejections are needed to end it.
 *
 * @param at - ISO 8601 in UTC
 */
export function isApprovedAt(request: ApprovalRequest, at: string): boolean {
  const { onDeadline } = termsOf(request);
  return onDeadline === 'approve' && at >= request.deadline && votersFor(request, 'REJECT').length === 0;
}

/** Whether the request asks somebody who has signed in: as a reviewer, or because there are none. With rules, see {@link isNamed}. */
export function isInvited(request: Pick<ApprovalRequest, 'asked' | 'reviewers'>, by: string): boolean {
  const { reviewers } = request;
  return reviewers.length === 0 || termsOf(request).rules !== undefined || isAmong(reviewers, by);
}

/** Whether this person is named by a rule, if there are rules. Otherwise the way in which they vote decides. */
export function isNamed(request: ApprovalRequest, by: string): boolean {
  const { rules } = termsOf(request);
  return !rules || rules.some(({ from }) => isAmong(from, by));
}

/** `1 of 2 approvals`, or by rules `qa: 1 of 1, security: 0 of 1`; and `0 of 2 rejections` if several are needed. */
export function formatProgress(request: ApprovalRequest): string {
  const approvals = countApprovals(request).rules?.map(formatFilled) ?? [formatApprovals(request)];
  return [...approvals, formatRejections(request) ?? []].flat().join(', ');
}

function formatFilled({ name, given, needed }: FilledRule): string {
  return `${name}: ${given} of ${needed}`;
}

/** Each rule, with the people who can still approve for it: `security: 0 of 1 (cho@example.com, dan@example.com)`. None without rules. */
export function formatRules(request: ApprovalRequest): { isMet: boolean; text: string }[] {
  const { rules = [] } = termsOf(request);
  const approvers = approversOf(request);
  return (countApprovals(request).rules ?? []).map((filled, at) => {
    const left = (rules[at]?.from ?? []).filter((one) => !isAmong(approvers, one) && !isExcluded(request, one));
    const who = isMet(filled) ? '' : ` (${left.map(formatPeople).join(', ')})`;
    return { isMet: isMet(filled), text: `${formatFilled(filled)}${who}` };
  });
}

/** Whether this person has a vote that counts, and could withdraw it. */
export function hasVote(request: ApprovalRequest, by: string): boolean {
  return ['APPROVE', 'REJECT'].includes(latestVoteOf(request, by)?.choice ?? '');
}

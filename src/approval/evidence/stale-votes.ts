import type { Report } from '../../hook/report.ts';
import { formatPeople, isAmong } from '../request/people.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { votesFor } from '../request/standing.ts';
import { castVote } from '../request/transitions.ts';
import { type Evidence, evidenceOf, evidenceOfVote, withEvidence } from './evidence.ts';

/**
 * Why an approval no longer counts, as a clause: a check has found something since that the voter did not know, or the question is another one. A vote
 * without evidence is treated as one that knew of no problem. Undefined if it counts: nothing that was found has become better or less certain than
 * what the voter accepted.
 */
export function whyStale(vote: Pick<Vote, 'evidence'>, now: Evidence): string | undefined {
  const known = evidenceOfVote(vote);
  if (known && known.question !== now.question) return 'what is asked about has changed';
  const accepted = new Set(known?.problems);
  const added = (now.problems ?? []).filter((problem) => !accepted.has(problem));
  if (added.length === 0) return undefined;
  const more = added.length > 1 ? `, and ${added.length - 1} more` : '';
  return `${added[0]}${more}`;
}

/**
 * The request without the approvals that were given to other evidence. Each is withdrawn by Greenlight, in the voter's name and once, and the voter is
 * notified again. The same request if all of them count, or if it is decided.
 *
 * @param at - ISO 8601 in UTC
 */
export function withoutStaleVotes(request: ApprovalRequest, now: Evidence, at: string): ApprovalRequest {
  if (request.status !== 'PENDING' || request.decision || at >= request.deadline) return request;
  return votesFor(request, 'APPROVE').reduce((open, vote) => {
    const why = whyStale(vote, now);
    return why === undefined ? open : withdrawStale(open, { vote, why, now, at });
  }, request);
}

/** The same with what the checks have reported by now; the same request if that could not be read, because then nothing is known to have changed. */
export function countedWith(
  request: ApprovalRequest,
  reports: readonly Report[] | undefined,
  at: string,
): ApprovalRequest {
  const isWaiting = request.status === 'PENDING' && votesFor(request, 'APPROVE').length > 0;
  return reports && isWaiting ? withoutStaleVotes(request, evidenceOf(request, reports), at) : request;
}

function withdrawStale(
  request: ApprovalRequest,
  { vote, why, now, at }: { vote: Vote; why: string; now: Evidence; at: string },
): ApprovalRequest {
  const { id, by } = vote;
  const withdrawal: Vote = { id: `${id}.again`, choice: 'WITHDRAW', by, via: 'greenlight', reason: why, at };
  const next = castVote(request, withEvidence(withdrawal, now)).request;
  const news = `the approval by ${formatPeople(by)} no longer counts, because something has changed since: ${why}. Please decide again`;
  const known = new Set(next.notifications.filter((one) => one.news === news).map(({ to }) => to));
  const again = addresseesOf(request, by).filter((to) => !known.has(to));
  return { ...next, notifications: [...next.notifications, ...again.map((to) => ({ to, attempts: 0, news }))] };
}

/** The voter's own mailbox, if it was notified, or else everybody who was. */
function addresseesOf({ notifications }: ApprovalRequest, by: string): string[] {
  const all = [...new Set(notifications.map(({ to }) => to))];
  const own = all.filter((to) => isAmong([to], by));
  return own.length > 0 ? own : all;
}

import { explainNoApproval } from '../../request/deployer/format-deployer.ts';
import { whyNoSelfApproval } from '../../request/deployer/who-deployed.ts';
import { formatDecision } from '../../request/format-decision.ts';
import { isProved, leastFor, waitsUntil } from '../../request/progress.ts';
import type { ApprovalRequest, Vote } from '../../request/request.ts';
import { isExcluded } from '../../request/standing.ts';
import { formatDeadline, formatMoment } from '../../request/timing/format-deadline.ts';
import type { Voter } from '../desk-parts.ts';
import { formatHandFlip } from '../ended/closed-note.ts';
import { en } from '../language/en.ts';
import { isDecidable, mayVote } from '../why-not-here.ts';

/** Why somebody cannot decide about a request in Slack, and what they can do, in a sentence or two; undefined if they can. */
export function whyNotInSlack(
  request: ApprovalRequest,
  voter: Voter,
  { choice, now }: { choice: Vote['choice']; now: Date },
): string | undefined {
  if (!isDecidable(request, now)) return formatClosed(request, now);
  if (isExcluded(request, voter.by)) return en.who.excluded.join('. ');
  if (!mayVote(request, voter)) return `You are not asked about this: ${voter.by} is not among those who are.`;
  const from = waitsUntil(request, { ...voter, at: now.toISOString() });
  if (from !== undefined) {
    return en.who.notYet(formatMoment(request, new Date(from))).join('. ');
  }
  if (!isProved(request, voter)) return formatStronger(request, voter);
  const denied = choice === 'APPROVE' ? whyNoSelfApproval(request, voter.by) : undefined;
  if (!denied) return undefined;
  const { title, text } = explainNoApproval(request, denied, now);
  return `${title}: ${text}`;
}

function formatClosed(request: ApprovalRequest, now: Date): string {
  const { decision, status } = request;
  if (decision) return `There is nothing left to decide: this was ${formatDecision(decision, now)}.`;
  if (status !== 'PENDING') return formatHandFlip(en, request);
  return `Too late: the deadline was ${formatDeadline(request, now)}.`;
}

/** A Slack account proves no more than a link in somebody's own mailbox. */
function formatStronger(request: ApprovalRequest, voter: Voter): string {
  return leastFor(request, voter) === 'sign-in'
    ? 'This gate counts only people who have signed in, and a Slack account does not show that. Open the link in your mail, or the desk, and sign in there.'
    : 'This gate counts only AWS identities. Use greenlight approve or greenlight reject with yours.';
}

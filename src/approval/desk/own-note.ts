import { delaySeconds } from '../../hook/answer/delay.ts';
import { formatDuration } from '../../wording/durations.ts';
import { formatTime } from '../../wording/times.ts';
import { formatFailure } from '../notice/mail.ts';
import { voteWords } from '../request/format-decision.ts';
import { formatPeople, linkHolder } from '../request/people.ts';
import { formatProgress, isRejected } from '../request/progress.ts';
import { type ApprovalRequest, isByVotes, type Vote } from '../request/request.ts';
import { confirmationOf } from '../request/stale/confirmation.ts';
import { latestVoteOf } from '../request/standing.ts';
import { formatDeadline } from '../request/timing/format-deadline.ts';
import type { Note } from './page.ts';

/** The decision that a vote is for. A withdrawal is for none. */
export const wantedBy = { APPROVE: 'APPROVED', REJECT: 'REJECTED', WITHDRAW: undefined } as const;

/**
 * Confirms to a reviewer that their vote is recorded and says what ECS will do, from the ledger alone: it is the same after sending the form,
 * after a double click and when the link is opened again. Undefined if their latest vote decided nothing, or if there is none.
 */
export function ownNote(request: ApprovalRequest, reviewer: string, now: Date): Note | undefined {
  const own = latestVoteOf(request, reviewer);
  if (!own) return undefined;
  const { decision } = request;
  if (!decision) return isPending(request, own, now) ? waitingNote(request, own, now) : undefined;
  if (!isByVotes(decision) || decision.status !== wantedBy[own.choice]) return undefined;
  if (confirmationOf(request)?.outdated !== undefined) return undefined;

  const approved = own.choice === 'APPROVE';
  const decided = new Date(decision.at);
  const left = secondsUntilRead(request, decided) - Math.floor((now.getTime() - decided.getTime()) / 1000);
  const then = approved ? 'continues the deployment' : rollsBack(request);
  const next =
    left > 0
      ? `ECS reads this within ${formatDuration(left)} and ${then}.`
      : 'The ECS console shows the outcome, under the service’s deployments.';
  return {
    tone: approved ? 'passed' : 'failed',
    title: titleOf(own),
    text: `Recorded at ${formatTime(new Date(own.at), now)} as ${formatPeople(own.by)}. ${next}`,
  };
}

function isPending(request: ApprovalRequest, { choice }: Vote, now: Date): boolean {
  const { status, deadline } = request;
  return (choice !== 'REJECT' || !isRejected(request)) && status === 'PENDING' && now.toISOString() < deadline;
}

function waitingNote(request: ApprovalRequest, own: Vote, now: Date): Note {
  const until = formatDeadline(request, now);
  const others = { APPROVE: 'reject', REJECT: 'approve', WITHDRAW: 'decide again' };
  const text = `Recorded at ${formatTime(new Date(own.at), now)} as ${formatPeople(own.by)}: ${formatProgress(request)}. ECS keeps waiting until ${until}, and until then you can still ${others[own.choice]}.`;
  return { tone: 'waiting', title: titleOf(own), text };
}

/** The holder of everybody's link may not be the person who voted with it. */
function titleOf({ choice, by }: Vote): string {
  const vote = voteWords[choice].noun;
  return by === linkHolder ? `The ${vote} with this link is recorded` : `Your ${vote} is recorded`;
}

function rollsBack({ subject }: ApprovalRequest): string {
  return subject.firstDeployment ? formatFailure(subject) : 'rolls back';
}

/** The hook polls at growing intervals; the one at the time of the decision is the longest possible. */
function secondsUntilRead({ createdAt }: ApprovalRequest, at: Date): number {
  const allowance = 5;
  return delaySeconds((at.getTime() - Date.parse(createdAt)) / 1000) + allowance;
}

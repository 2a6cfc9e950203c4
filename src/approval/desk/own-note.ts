import { delaySeconds } from '../../hook/answer/delay.ts';
import { formatDuration } from '../../wording/durations.ts';
import { formatTime } from '../../wording/times.ts';
import { whyNoSelfApproval } from '../request/deployer/who-deployed.ts';
import { linkHolder } from '../request/people.ts';
import { isRejected } from '../request/progress.ts';
import { type ApprovalRequest, type Decision, isByVotes, type Vote } from '../request/request.ts';
import { confirmationOf } from '../request/stale/confirmation.ts';
import { latestVoteOf } from '../request/standing.ts';
import { formatDeadline } from '../request/timing/format-deadline.ts';
import type { Words } from './language/en.ts';
import type { Note } from './page/note.ts';
import { type EcsSince, isAsAsked, isUndone } from './progress/progress-line.ts';

/** The decision that a vote is for. A withdrawal is for none. */
export const wantedBy = { APPROVE: 'APPROVED', REJECT: 'REJECTED', WITHDRAW: undefined } as const;

/**
 * Confirms to a reviewer that their vote is recorded and says what ECS will do, from the ledger alone: it is the same after sending the form,
 * after a double click and when the link is opened again. Undefined if their latest vote decided nothing, or if there is none.
 *
 * @param ecs - what ECS has done since, which the note then says instead of what it will do. Default: that is not known
 */
export function ownNote(
  words: Words,
  request: ApprovalRequest,
  reviewer: string,
  now: Date,
  ecs: EcsSince = { line: '' },
): Note | undefined {
  const own = latestVoteOf(request, reviewer);
  if (!own) return undefined;
  const { decision } = request;
  if (!decision) return isPending(request, own, now) ? waitingNote(words, request, own, now) : undefined;
  if (!isByVotes(decision) || decision.status !== wantedBy[own.choice]) return undefined;
  if (confirmationOf(request)?.outdated !== undefined) return undefined;

  const approved = own.choice === 'APPROVE';
  const isLost = approved && isUndone(ecs);
  const recorded = `${recordedAt(words, own, now)}.`;
  return {
    tone: isAsAsked(ecs) ? 'rest' : approved && !isLost ? 'passed' : 'failed',
    title: isLost ? words.notes.undone : titleOf(words, own),
    text: ecs.line === '' ? `${recorded} ${nextOf(words, request, decision, now)}` : recorded,
    ...(ecs.line !== '' && { ecs: ecs.line }),
  };
}

/** What will happen, as long as nobody has seen what has. */
function nextOf({ notes, say }: Words, request: ApprovalRequest, { status, at }: Decision, now: Date): string {
  const decided = new Date(at);
  const left = secondsUntilRead(request, decided) - Math.floor((now.getTime() - decided.getTime()) / 1000);
  const { subject } = request;
  const failure = subject.firstDeployment ? notes.fails(say.failure(subject)) : notes.rollsBack;
  const then = status === 'APPROVED' ? notes.continues : failure;
  return left > 0 ? notes.readsSoon(formatDuration(left), then) : notes.console;
}

function isPending(request: ApprovalRequest, { choice }: Vote, now: Date): boolean {
  const { status, deadline } = request;
  return (choice !== 'REJECT' || !isRejected(request)) && status === 'PENDING' && now.toISOString() < deadline;
}

function waitingNote(words: Words, request: ApprovalRequest, own: Vote, now: Date): Note {
  const until = formatDeadline(request, now);
  // Somebody who may not approve can only withdraw it, and reject again.
  const choice = whyNoSelfApproval(request, own.by) ? 'WITHDRAW' : own.choice;
  const text = `${recordedAt(words, own, now)}${words.notes.waiting(words.say.progress(request), until, choice)}`;
  return { tone: 'waiting', title: titleOf(words, own), text };
}

/** The holder of everybody's link may not be the person who voted with it. */
function titleOf({ notes }: Words, { choice, by }: Vote): string {
  return by === linkHolder ? notes.keptByLink(choice) : notes.kept(choice);
}

function recordedAt({ notes, say }: Words, { at, by }: Vote, now: Date): string {
  return notes.recordedAt(formatTime(new Date(at), now), say.people(by));
}

/**
 * The hook polls at growing intervals; the one at the time of the decision is the longest possible. The pause bridge looks once a minute, should nothing
 * have notified it.
 */
function secondsUntilRead({ createdAt, pause }: ApprovalRequest, at: Date): number {
  const allowance = 5;
  return (pause ? 60 : delaySeconds((at.getTime() - Date.parse(createdAt)) / 1000)) + allowance;
}

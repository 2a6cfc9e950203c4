import { oneLine } from '../../../wording/lines.ts';
import { formatTime } from '../../../wording/times.ts';
import { shorten } from '../../../wording/values.ts';
import { isApprovedAt } from '../../request/progress.ts';
import { type ApprovalRequest, type Decision, isByVotes } from '../../request/request.ts';
import { confirmationOf } from '../../request/stale/confirmation.ts';
import type { Words } from '../language/en.ts';
import { nameVersion } from '../page/headline.ts';
import { type Note, noteOf } from '../page/note.ts';
import { type EcsSince, isAsAsked, isSeen, isUndone } from '../progress/progress-line.ts';
import { isDecidable } from '../why-not-here.ts';

/**
 * What happened to a request that can no longer be decided, and what to do now; undefined while people can decide.
 *
 * @param ecs - what ECS has done since, which the note then says instead of what it will do. Default: that is not known
 */
export function closedNote(
  words: Words,
  request: ApprovalRequest,
  now: Date,
  ecs: EcsSince = { line: '' },
): Note | undefined {
  const { status, decision, deadline } = request;
  if (decision) return { ...endNote(words, request, decision, now, ecs), ...(ecs.line !== '' && { ecs: ecs.line }) };
  if (status !== 'PENDING') return noteOf('waiting', words.notes.byHand(status));
  if (isDecidable(request, now)) return undefined;
  const isOpened = isApprovedAt(request, now.toISOString());
  return noteOf(
    isOpened ? 'waiting' : 'failed',
    words.notes.late(formatTime(new Date(deadline), now), isOpened, request.votes.length > 0),
  );
}

/** That somebody has changed the status in the bucket. */
export function formatHandFlip({ notes }: Words, { status }: ApprovalRequest): string {
  return notes.byHand(status)[1] ?? '';
}

function endNote(words: Words, request: ApprovalRequest, decision: Decision, now: Date, ecs: EcsSince): Note {
  const { notes, say } = words;
  const said = say.outcome(decision, now);
  const failure = say.failure(request.subject);
  const then = isSeen(ecs) ? undefined : failure;
  const outdated = confirmationOf(request)?.outdated;
  const hasVotes = request.votes.length > 0;
  switch (decision.status) {
    case 'APPROVED':
      if (outdated !== undefined) return noteOf('failed', notes.outdated(said, outdated, failure));
      return noteOfApproved(words, said, ecs);
    case 'REJECTED': {
      const rejected = rejectedBy(words, request, decision, now) ?? notes.rejected(said);
      const note = noteOf(isAsAsked(ecs) ? 'rest' : 'failed', rejected);
      return { ...note, text: notes.answered(note.text, then) };
    }
    case 'EXPIRED': {
      const note = noteOf('failed', notes.expired(formatTime(new Date(decision.at), now), hasVotes));
      return { ...note, text: `${notes.answered(note.text, then)} ${notes.deployAgain}` };
    }
    case 'SUPERSEDED':
      return noteOf('waiting', notes.superseded(say.decision(decision, now), hasVotes));
  }
}

function noteOfApproved({ notes }: Words, said: string, ecs: EcsSince): Note {
  const approved = noteOf('passed', notes.approved(said));
  if (isUndone(ecs)) return { ...approved, tone: isAsAsked(ecs) ? 'rest' : 'failed', title: notes.undone };
  return ecs.line === '' ? { ...approved, text: `${approved.text} ${notes.console}` } : approved;
}

/** Who and why comes first, because that is what the team asks; undefined if the decision was not made by votes. */
function rejectedBy(words: Words, { subject }: ApprovalRequest, decision: Decision, now: Date) {
  if (!isByVotes(decision)) return undefined;
  const { by, reason = '', at } = decision;
  const why = shorten(oneLine(reason), maxReasonInTitle);
  return words.notes.rejectedBy(words.say.people(by), nameVersion(words, subject), why, formatTime(new Date(at), now));
}

/** All of it is shown with the vote. */
const maxReasonInTitle = 200;

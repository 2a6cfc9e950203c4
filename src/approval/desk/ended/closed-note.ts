import { formatTime } from '../../../wording/times.ts';
import { isApprovedAt } from '../../request/progress.ts';
import type { ApprovalRequest, Decision } from '../../request/request.ts';
import { confirmationOf } from '../../request/stale/confirmation.ts';
import type { Words } from '../language/en.ts';
import { type Note, noteOf } from '../page/note.ts';
import { isDecidable } from '../why-not-here.ts';

/** What happened to a request that can no longer be decided, and what to do now; undefined while people can decide. */
export function closedNote(words: Words, request: ApprovalRequest, now: Date): Note | undefined {
  const { status, decision, deadline } = request;
  if (decision) return endNote(words, request, decision, now);
  if (status !== 'PENDING') return noteOf('waiting', words.notes.byHand(status));
  if (isDecidable(request, now)) return undefined;
  const isOpened = isApprovedAt(request, now.toISOString());
  return noteOf(isOpened ? 'waiting' : 'failed', words.notes.late(formatTime(new Date(deadline), now), isOpened));
}

/** That somebody has changed the status in the bucket. */
export function formatHandFlip({ notes }: Words, { status }: ApprovalRequest): string {
  return notes.byHand(status)[1] ?? '';
}

/** It does not say what ECS has done: only the outcome of a pause is recorded, and shown with the decision. */
function endNote({ notes, say }: Words, request: ApprovalRequest, decision: Decision, now: Date): Note {
  const said = say.outcome(decision, now);
  const failure = say.failure(request.subject);
  const outdated = confirmationOf(request)?.outdated;
  switch (decision.status) {
    case 'APPROVED':
      return outdated === undefined
        ? noteOf('passed', notes.approved(said))
        : noteOf('failed', notes.outdated(said, outdated, failure));
    case 'REJECTED':
      return noteOf('failed', notes.rejected(said, failure));
    case 'EXPIRED':
      return noteOf('failed', notes.expired(said, failure));
    case 'SUPERSEDED':
      return noteOf('waiting', notes.superseded(say.decision(decision, now)));
  }
}

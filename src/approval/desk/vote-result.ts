import type { Change, StoredRequest } from '../ledger.ts';
import type { ApprovalRequest, Vote } from '../request.ts';
import { requestVersion } from '../request-version.ts';
import { castVote, latestVoteOf, type VoteOutcome } from '../transitions.ts';
import { ownNote } from './own-note.ts';

/** `changed`: the request is not the one that the voter has seen, and nothing was written. */
export type VoteResult = VoteOutcome['outcome'] | 'changed';

/**
 * What a vote does to the request as it is at this moment, which may not be what its voter has seen.
 *
 * @param seenVersion the {@link requestVersion} that they have seen; undefined where they do not care
 */
export function castOn({ request }: StoredRequest, vote: Vote, seenVersion: string | undefined): Change<VoteResult> {
  const { outcome, request: next } = castVote(request, vote);
  if (next === request) return { result: outcome };
  if (outcome === 'recorded' && seenVersion !== undefined && requestVersion(request) !== seenVersion)
    return { result: 'changed' };
  return { write: next, result: outcome };
}

/** Whether the request shows this vote as its voter's own, be it this one or, after a double click, the one just before. */
export function stands(request: ApprovalRequest, vote: Vote): boolean {
  return (
    ownNote(request, vote.by, new Date(vote.at)) !== undefined && latestVoteOf(request, vote.by)?.choice === vote.choice
  );
}

export function nameVote({ choice }: Pick<Vote, 'choice'>): string {
  return choice === 'APPROVE' ? 'an approval' : 'a rejection';
}

/** Once begun, a decision is seen through, even if the voter has gone: half a write could not be told from none. */
export const neverAborted: AbortSignal = new AbortController().signal;

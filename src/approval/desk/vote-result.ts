import { StorageError } from '../../storage/storage-error.ts';
import { ApprovalError } from '../approval-error.ts';
import { voteWords } from '../request/format-decision.ts';
import type { Change, Ledger, StoredRequest } from '../request/ledger.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { requestVersion } from '../request/request-version.ts';
import { latestVoteOf } from '../request/standing.ts';
import { castVote, type VoteOutcome } from '../request/transitions.ts';
import { ownNote } from './own-note.ts';

/** `changed`: the request is no longer the one that the voter has seen, and nothing was written. */
export type VoteResult = VoteOutcome['outcome'] | 'changed';

/**
 * What a vote does to the current request, which may not be the one that the voter has seen.
 *
 * @param seenVersion the {@link requestVersion} that they have seen; undefined to accept any version
 */
export function castOn({ request }: StoredRequest, vote: Vote, seenVersion: string | undefined): Change<VoteResult> {
  const { outcome, request: next } = castVote(request, vote);
  if (next === request) return { result: outcome };
  if (outcome === 'recorded' && seenVersion !== undefined && requestVersion(request) !== seenVersion)
    return { result: 'changed' };
  return { write: next, result: outcome };
}

/** Whether the request contains this vote as the voter's own: this one or, after a double click, the one just before. */
export function stands(request: ApprovalRequest, vote: Vote): boolean {
  return (
    ownNote(request, vote.by, new Date(vote.at)) !== undefined && latestVoteOf(request, vote.by)?.choice === vote.choice
  );
}

export function nameVote({ choice }: Pick<Vote, 'choice'>): string {
  return voteWords[choice].aNoun;
}

/** When writing and when answering have to end, so that there is time to find out what was written and to report it. */
export type Deadlines = { write: AbortSignal; answer: AbortSignal };

/**
 * Casts a vote, and recognises it if it was written although the response was lost or late.
 *
 * @returns what is stored now and what the vote did; undefined if there is no such request
 * @throws ApprovalError `OUTCOME_UNKNOWN` if the vote was sent and may or may not have been written, and as {@link Ledger.change}
 */
export async function castInLedger(
  ledger: Pick<Ledger, 'change' | 'read'>,
  key: string,
  { vote, seenVersion, deadlines }: { vote: Vote; seenVersion: string | undefined; deadlines: Deadlines },
): Promise<{ stored: StoredRequest; result: VoteResult } | undefined> {
  let isSent = false;
  const cast = (latest: StoredRequest) => {
    const change = castOn(latest, vote, seenVersion);
    isSent ||= change.write !== undefined;
    return change;
  };
  try {
    return await ledger.change(key, cast, deadlines.write);
  } catch (error) {
    if (!isSent || !(error instanceof StorageError)) throw error;
    const stored = await ledger.read(key, deadlines.answer).catch(() => undefined);
    if (stored?.request.votes.some(({ id }) => id === vote.id)) return { stored, result: 'recorded' };
    throw new ApprovalError('OUTCOME_UNKNOWN', `it is not known whether a vote was written to ${key}`, {
      cause: error,
    });
  }
}

import type { Report } from '../../hook/report.ts';
import { StorageError } from '../../storage/storage-error.ts';
import { ApprovalError } from '../approval-error.ts';
import { type Evidence, evidenceOf, withEvidence } from '../evidence/evidence.ts';
import type { Seen } from '../evidence/seen-evidence.ts';
import { countedWith } from '../evidence/stale-votes.ts';
import { voteWords } from '../request/format-decision.ts';
import type { Change, Ledger, StoredRequest } from '../request/ledger.ts';
import type { ApprovalRequest, Vote } from '../request/request.ts';
import { requestVersion } from '../request/request-version.ts';
import { latestVoteOf } from '../request/standing.ts';
import { castVote, type VoteOutcome } from '../request/transitions.ts';
import { en } from './language/en.ts';
import { ownNote } from './own-note.ts';

/**
 * `changed`: the request is no longer the one that the voter has seen; `checks-changed`: the checks have found something else since; `unread`: nobody
 * can say, because the reports cannot be read, and so nobody can approve. Nothing was written then.
 */
export type VoteResult = VoteOutcome['outcome'] | 'changed' | 'checks-changed' | 'unread';

/** What a vote goes by. */
type VoteBasis = {
  /** What the voter has seen; undefined to accept any version. */
  seen: Pick<Seen, 'version' | 'checks'> | undefined;
  /** What the checks have reported by now; undefined if that could not be read. */
  reports: readonly Report[] | undefined;
};

/**
 * What a vote does to the current request, which may not be the one that the voter has seen. Approvals that were given to other evidence are taken out
 * first, so that they do not count together with this one.
 */
export function castOn({ request }: StoredRequest, vote: Vote, { seen, reports }: VoteBasis): Change<VoteResult> {
  const evidence = evidenceOf(request, reports);
  const counted = countedWith(request, reports, vote.at);
  const shown = seen?.checks !== undefined && { shown: seen.checks === evidence.checks };
  const { outcome, request: next } = castVote(counted, withEvidence(vote, { ...evidence, ...shown }));
  if (next === counted) return { result: outcome };
  const refused = outcome === 'recorded' ? whyNotRecorded(vote, request, { seen, reports }, evidence) : undefined;
  return refused ? { result: refused } : { write: next, result: outcome };
}

function whyNotRecorded(
  { choice, via }: Vote,
  request: ApprovalRequest,
  { seen, reports }: VoteBasis,
  { checks }: Evidence,
): 'changed' | 'checks-changed' | 'unread' | undefined {
  if (seen && requestVersion(request) !== seen.version) return 'changed';
  if (!reports) return choice === 'APPROVE' && via !== 'break-glass' ? 'unread' : undefined;
  return seen?.checks !== undefined && seen.checks !== checks ? 'checks-changed' : undefined;
}

/** Whether the request contains this vote as the voter's own: this one or, after a double click, the one just before. */
export function stands(request: ApprovalRequest, vote: Vote): boolean {
  return (
    ownNote(en, request, vote.by, new Date(vote.at)) !== undefined &&
    latestVoteOf(request, vote.by)?.choice === vote.choice
  );
}

export function nameVote({ choice }: Pick<Vote, 'choice'>): string {
  return voteWords[choice].aNoun;
}

/** When writing and when answering have to end, so that there is time to find out what was written and to report it. */
export type Deadlines = { write: AbortSignal; answer: AbortSignal };

/**
 * Casts a vote, and recognizes it if it was written although the response was lost or late.
 *
 * @returns what is stored now and what the vote did; undefined if there is no such request
 * @throws ApprovalError `OUTCOME_UNKNOWN` if the vote was sent and may or may not have been written, and as {@link Ledger.change}
 */
export async function castInLedger(
  ledger: Pick<Ledger, 'change' | 'read'>,
  key: string,
  { vote, deadlines, ...basis }: { vote: Vote; deadlines: Deadlines } & VoteBasis,
): Promise<{ stored: StoredRequest; result: VoteResult } | undefined> {
  let isSent = false;
  const cast = (latest: StoredRequest) => {
    const change = castOn(latest, vote, basis);
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

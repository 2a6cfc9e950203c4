import type { Report } from '../../../hook/report.ts';
import { changesSince, type Seen } from '../../evidence/seen-evidence.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { latestVoteOf } from '../../request/standing.ts';
import type { Words } from '../language/en.ts';
import { type Note, noteOf } from '../page/note.ts';

/** Asks somebody again whose approval no longer counts, because it was given to other evidence. Undefined for everybody else. */
export function staleNote({ notes }: Words, request: ApprovalRequest, by: string): Note | undefined {
  const latest = latestVoteOf(request, by);
  if (latest?.via !== 'greenlight' || request.status !== 'PENDING') return undefined;
  return noteOf('waiting', notes.stale(latest.reason ?? ''));
}

/** What the checks have found since the page was shown, so that the form was not recorded. */
export function checksChangedNote({ notes }: Words, seen: Seen, reports: readonly Report[] | undefined): Note {
  const changes = changesSince(seen, reports);
  const hidden = Math.max(0, changes.length - maxShown);
  return noteOf('waiting', notes.checksChanged(changes.slice(0, maxShown).join('; '), hidden));
}

const maxShown = 5;

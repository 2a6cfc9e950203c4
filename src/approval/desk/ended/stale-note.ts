import type { Report } from '../../../hook/report.ts';
import { changesSince, type Seen } from '../../evidence/seen-evidence.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { latestVoteOf } from '../../request/standing.ts';
import type { Note } from '../page.ts';

/** Asks somebody again whose approval no longer counts, because it was given to other evidence. Undefined for everybody else. */
export function staleNote(request: ApprovalRequest, by: string): Note | undefined {
  const latest = latestVoteOf(request, by);
  if (latest?.via !== 'greenlight' || request.status !== 'PENDING') return undefined;
  const text = `Your approval no longer counts, because something has changed since: ${latest.reason}. Check the current state below.`;
  return { tone: 'waiting', title: 'Please decide again', text };
}

/** What the checks have found since the page was shown, so that the form was not recorded. */
export function checksChangedNote(seen: Seen, reports: readonly Report[] | undefined): Note {
  const changes = changesSince(seen, reports);
  const now = changes.length === 0 ? '' : ` Now: ${changes.slice(0, maxShown).join('; ')}${left(changes.length)}.`;
  return {
    tone: 'waiting',
    title: 'The checks have reported something new since you opened this page',
    text: `Nothing was recorded.${now} Check the current state below, and send the form again.`,
  };
}

const maxShown = 5;

function left(count: number): string {
  return count > maxShown ? `; and ${count - maxShown} more` : '';
}

export const unreadNote: Note = {
  tone: 'failed',
  title: 'Your approval was not recorded',
  text: 'What the checks have reported cannot be read at the moment, and nobody can approve without it. Please send the form again.',
};

import type { DecidedEntry } from '../../../storage/read-decided-key.ts';
import type { Reports } from '../../../storage/reports.ts';
import type { Ledger } from '../../request/ledger.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { readEach } from './read-each.ts';
import { readOneRequest } from './read-open.ts';

/** A decided request with what is known about it. Of one that cannot be read, that is what its index entry says. */
export type DecidedRow = DecidedEntry & {
  stored?: ApprovalRequest | undefined;
  /** What the watcher has recorded of the deployment. */
  progress?: string | undefined;
};

/** Reads the requests of index entries, and what ECS has done since: two reads for each. */
export async function readDecided(
  { ledger, reports }: { ledger: Pick<Ledger, 'read'>; reports: Pick<Reports, 'readProgress'> },
  entries: readonly DecidedEntry[],
  signal: AbortSignal,
): Promise<DecidedRow[]> {
  return readEach(entries, async (entry) => {
    // What ECS did is missing rather than the page.
    const progress = reports.readProgress(entry.deployment, signal).catch(() => undefined);
    const stored = (await readOneRequest(ledger, entry.request, signal))?.request;
    return { ...entry, stored, progress: await progress };
  });
}

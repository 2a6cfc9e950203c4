import { hasVote } from '../../approval/request/progress.ts';
import { requestVersion } from '../../approval/request/request-version.ts';
import { deputyTerms } from '../../approval/request/timing/deputies.ts';
import { formatError } from '../../wording/values.ts';
import { requestsAtOnce } from '../deployment/ledger.ts';
import type { LedgerParts } from '../deployment/read-gates.ts';
import type { GateRequest } from '../deployment/snapshot/snapshot.ts';

type OpenRequests = { requests: readonly OpenRequest[]; unknown: readonly string[] };

export type OpenRequest = GateRequest & { version: string };

/** Reads every open request, nearest deadline first. One read for each entry; an entry whose request is decided is skipped. */
export async function readOpenRequests(
  { ledger }: Pick<LedgerParts, 'ledger'>,
  signal: AbortSignal,
  isWanted: (key: string) => boolean = () => true,
): Promise<OpenRequests> {
  const keys = (await ledger.listOpen(signal)).filter(isWanted);
  const unknown: string[] = [];
  const requests: OpenRequest[] = [];
  for (let start = 0; start < keys.length; start += requestsAtOnce) {
    await Promise.all(
      keys.slice(start, start + requestsAtOnce).map(async (key) => {
        try {
          const stored = await ledger.read(key, signal);
          if (stored?.request.status === 'PENDING')
            requests.push({ key, request: stored.request, version: requestVersion(stored.request) });
        } catch (error) {
          unknown.push(`${key} cannot be read: ${formatError(error)}`);
        }
      }),
    );
  }
  const sorted = requests.toSorted(
    (left, right) => left.request.deadline.localeCompare(right.request.deadline) || left.key.localeCompare(right.key),
  );
  return { requests: sorted, unknown };
}

/** Whether this reviewer is asked, also as a deputy whose time has come, and has no vote that counts. A request without reviewers asks everybody. */
export function asks({ request }: GateRequest, reviewer: string, now: Date): boolean {
  const due = deputyTerms(request).filter(({ dueAt }) => dueAt <= now.toISOString());
  const reviewers = [...request.reviewers, ...due.flatMap(({ from }) => from)];
  const isAsked = reviewers.length === 0 || reviewers.some((one) => one.toLowerCase() === reviewer.toLowerCase());
  return isAsked && !hasVote(request, reviewer);
}

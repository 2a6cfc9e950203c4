import { hasVote } from '../../approval/request/progress.ts';
import { requestVersion } from '../../approval/request/request-version.ts';
import { deputyTerms } from '../../approval/request/timing/deputies.ts';
import { openKey, openPrefix, openPrefixAt, type Place, requestKeyOfOpen } from '../../storage/keys.ts';
import { formatError } from '../../wording/values.ts';
import type { LedgerParts } from '../deployment/read-gates.ts';
import type { GateRequest } from '../deployment/snapshot/snapshot.ts';
import { requestsAtOnce } from '../deployment/stack-bucket.ts';

type OpenRequests = { requests: readonly OpenRequest[]; unknown: readonly string[] };

export type OpenRequest = GateRequest & { version: string };

/** Each costs a read. */
const maxOfPage = 1000;

/**
 * The keys of at most a thousand open requests, with one list.
 *
 * @param place - of an account and Region, a cluster there or a service of it. Default: everywhere
 */
export async function listOpenKeys(
  { listObjects }: Pick<LedgerParts, 'listObjects'>,
  signal: AbortSignal,
  place?: Place,
): Promise<string[]> {
  const listed = await listObjects(place ? openPrefixAt(place) : openPrefix, signal, { max: maxOfPage });
  return listed.map(({ key }) => requestKeyOfOpen(key));
}

/**
 * Reads at most a thousand open requests in the order of their keys, with two lists; they are returned with the nearest deadline first.
 *
 * @param after - the `next` of another page
 * @returns `next`: the last key that was read, if there are more
 */
export async function readOpenPage(
  { ledger, listObjects }: Pick<LedgerParts, 'ledger' | 'listObjects'>,
  after: string | undefined,
  signal: AbortSignal,
): Promise<OpenRequests & { next?: string | undefined }> {
  const from = after === undefined ? {} : { after: openKey(after) };
  const listed = await listObjects(openPrefix, signal, { ...from, max: maxOfPage + 1 });
  const keys = listed.slice(0, maxOfPage).map(({ key }) => requestKeyOfOpen(key));
  const read = await readOpenRequests({ ledger }, keys, signal);
  return { ...read, next: listed.length > maxOfPage ? keys.at(-1) : undefined };
}

/** Nearest deadline first. One read for each key; a request that is decided is skipped. */
export async function readOpenRequests(
  { ledger }: Pick<LedgerParts, 'ledger'>,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<OpenRequests> {
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

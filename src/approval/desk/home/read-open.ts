import { openPrefix } from '../../../storage/keys.ts';
import type { ListObjects } from '../../../storage/store.ts';
import { ApprovalError } from '../../approval-error.ts';
import type { Ledger } from '../../request/ledger.ts';
import { hasVote, waitsUntil } from '../../request/progress.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import type { Session } from '../../sign-in/session.ts';
import { sessionVoter } from '../../sign-in/session-voter.ts';
import { isAskedByName } from '../ended/signed-in-link.ts';
import { findOpen, isOfService, type OpenQuery, requestKeysOf } from './find-open.ts';
import { readEach } from './read-each.ts';

export type ReadRequest = { key: string; request: ApprovalRequest };

/** What is open, by whom it waits for. */
export type OpenRequests = {
  /** Those that the reader may decide by now, and has not voted on; the next deadline first. */
  forMe: readonly ReadRequest[];
  forOthers: readonly ReadRequest[];
};

type OpenParts = { ledger: Pick<Ledger, 'read'>; listObjects: ListObjects };
type Reader = { session: Session; now: Date };

const maxListed = 10_000;
/** Each costs a read. */
const maxRead = 50;

/**
 * Reads what is open for the first page: at most 50 requests, with at most 10 lists. A reader finds the others in the list of all.
 *
 * @param service - part of a service's name. Default: all services
 * @returns `unread`: how many more there are. At most 10 000 are counted; `isCut` if there may be others
 */
export async function readOpen(
  { ledger, listObjects }: OpenParts,
  { service = '', ...reader }: Reader & { service?: string | undefined },
  signal: AbortSignal,
): Promise<OpenRequests & { unread: number; isCut: boolean }> {
  const listed = await listObjects(openPrefix, signal, { max: maxListed });
  const keys = requestKeysOf(listed).filter((key) => isOfService(key, service));
  const open = await readAll(ledger, keys.slice(0, maxRead), reader, signal);
  return { ...open, unread: Math.max(0, keys.length - maxRead), isCut: listed.length === maxListed };
}

/** Reads a page of the list of all that is open: at most 15 requests, with at most 10 lists. */
export async function readOpenAfter(
  { ledger, listObjects }: OpenParts,
  { service, after, ...reader }: Reader & OpenQuery,
  signal: AbortSignal,
): Promise<OpenRequests & { next?: string | undefined }> {
  const { keys, next } = await findOpen(listObjects, { service, after }, signal);
  return { ...(await readAll(ledger, keys, reader, signal)), next };
}

/** Without those that have been decided since they were listed. */
async function readAll(
  ledger: Pick<Ledger, 'read'>,
  keys: readonly string[],
  { session, now }: Reader,
  signal: AbortSignal,
): Promise<OpenRequests> {
  const read = await readEach(keys, (key) => readOneRequest(ledger, key, signal));
  const open = read.flatMap((one) => (one?.request.status === 'PENDING' ? one : []));
  open.sort((left, right) => (left.request.deadline < right.request.deadline ? -1 : 1));
  const { mine = [], others = [] } = Object.groupBy(open, ({ request }) =>
    waitsFor(request, session, now) ? 'mine' : 'others',
  );
  return { forMe: mine, forOthers: others };
}

function waitsFor(request: ApprovalRequest, session: Session, now: Date): boolean {
  const voter = sessionVoter(session, request, now);
  const isTooEarly = waitsUntil(request, voter) !== undefined;
  return !isTooEarly && !hasVote(request, voter.by) && isAskedByName(request, { session, now });
}

/** Undefined if there is no such request, and for one that was damaged by hand. */
export async function readOneRequest(
  ledger: Pick<Ledger, 'read'>,
  key: string,
  signal: AbortSignal,
): Promise<ReadRequest | undefined> {
  try {
    const stored = await ledger.read(key, signal);
    return stored && { key, request: stored.request };
  } catch (error) {
    if (error instanceof ApprovalError) return undefined;
    throw error;
  }
}

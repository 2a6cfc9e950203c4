import { openPrefix, requestKeyOfOpen } from '../../../storage/keys.ts';
import type { ListObjects } from '../../../storage/store.ts';
import { ApprovalError } from '../../approval-error.ts';
import type { Ledger } from '../../request/ledger.ts';
import type { ApprovalRequest } from '../../request/request.ts';
import { latestVoteOf } from '../../request/standing.ts';
import type { Session } from '../../sign-in/session.ts';
import { sessionVoter } from '../../sign-in/session-voter.ts';
import { isAskedByName } from '../ended/signed-in-link.ts';
import { readEach } from './read-each.ts';

export type ReadRequest = { key: string; request: ApprovalRequest };

/** What is open, by whom it waits for. */
export type OpenRequests = {
  /** Those that ask the reader, who has not voted yet; the next deadline first. */
  forMe: readonly ReadRequest[];
  forOthers: readonly ReadRequest[];
  /** How many more there are that were not read. At most 10 000 are counted. */
  unread: number;
};

const maxListed = 10_000;
/** Each costs a read. */
const maxRead = 50;

/**
 * Reads what is open: at most 50 requests, with at most 10 lists. To see others, a reader names a service.
 *
 * @param service - part of a service's name. Default: all services
 */
export async function readOpen(
  { ledger, listObjects }: { ledger: Pick<Ledger, 'read'>; listObjects: ListObjects },
  { session, service = '', now }: { session: Session; service?: string | undefined; now: Date },
  signal: AbortSignal,
): Promise<OpenRequests> {
  const listed = await listObjects(openPrefix, signal, { most: maxListed });
  const keys = listed
    .map(({ key }) => requestKeyOfOpen(key))
    .filter((key) => (key.split('/')[4] ?? '').includes(service));
  const read = await readEach(keys.slice(0, maxRead), (key) => readOneRequest(ledger, key, signal));
  const open = read.flatMap((one) => (one?.request.status === 'PENDING' ? one : []));
  open.sort((left, right) => (left.request.deadline < right.request.deadline ? -1 : 1));
  const isMine = ({ request }: ReadRequest) => waitsFor(request, session, now);
  return {
    forMe: open.filter(isMine),
    forOthers: open.filter((one) => !isMine(one)),
    unread: keys.length - Math.min(keys.length, maxRead),
  };
}

function waitsFor(request: ApprovalRequest, session: Session, now: Date): boolean {
  // A rejection decides, and what is decided is not listed.
  const hasApproved = latestVoteOf(request, sessionVoter(session, request, now).by)?.choice === 'APPROVE';
  return !hasApproved && isAskedByName(request, { session, now });
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

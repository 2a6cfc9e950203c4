import { openKey, openPrefix, openPrefixAt, type Place, requestKey, requestKeyOfOpen } from '../../storage/keys.ts';
import { StorageError } from '../../storage/storage-error.ts';
import type { ObjectStore } from '../../storage/store.ts';
import { ApprovalError } from '../approval-error.ts';
import { type ApprovalRequest, formatRequest, parseRequest } from './request.ts';

export type StoredRequest = { request: ApprovalRequest; etag: string; lastModified: Date };

/** What to do with a request that was just read: write its next state, or write nothing. */
export type Change<Result> = { write: ApprovalRequest; result: Result } | { write?: undefined; result: Result };

/** The store of requests and decisions. A request is one object, and every change to it is conditional on the version that was read. */
export interface Ledger {
  /**
   * A decision that its votes do not support is read as one that was made by hand.
   *
   * @throws StorageError, or ApprovalError `UNREADABLE_REQUEST` if the object is not what Greenlight writes under this key
   */
  read(key: string, signal: AbortSignal): Promise<StoredRequest | undefined>;
  /** Creates the request unless it exists. Resolves to the stored request, even if another caller created it. */
  create(key: string, request: ApprovalRequest, signal: AbortSignal): Promise<StoredRequest>;
  /**
   * Reads, lets `decide` choose the next state, and writes it; after a lost race it starts over with what the other writer stored. `decide` may
   * therefore be called several times, and must recognize its own earlier write by an id, since a response can be lost after the write.
   *
   * @returns the stored request and the `result` of the last `decide`; undefined if there is no such request
   * @throws as `read`, and ApprovalError `TOO_MANY_RACES`
   */
  change<Result>(
    key: string,
    decide: (stored: StoredRequest) => Change<Result>,
    signal: AbortSignal,
  ): Promise<{ stored: StoredRequest; result: Result } | undefined>;
  /**
   * Keys of the pending requests, all of them or those at a place. The cost grows with their number. An entry may be stale for a moment, so
   * read the request before you rely on it.
   */
  listOpen(signal: AbortSignal, place?: Place): Promise<string[]>;
  /**
   * Moves a request to the index of what is decided if it is, or removes it from the index if it does not exist although its entry is older than an hour. Resolves to whether it
   * did.
   */
  tidyIndex(key: string, now: Date, signal: AbortSignal): Promise<boolean>;
}

/** With sixteen concurrent writers, each loses fifteen times at worst. */
const maxRaces = 32;

/** @param parse - reads a stored request; an object that it returns may be used by others too, so nothing changes it. Default: {@link parseRequest} */
export function createLedger(store: ObjectStore, parse = parseRequest): Ledger {
  return { read, create, change, listOpen, tidyIndex };

  async function read(key: string, signal: AbortSignal): Promise<StoredRequest | undefined> {
    const object = await store.read(key, signal);
    if (!object) return undefined;
    const request = parse(object.body);
    const own = requestKey(request.subject);
    if (own !== key) {
      const reason = `restore an earlier ${key}, or delete it: it is a copy of ${own}`;
      throw new ApprovalError('UNREADABLE_REQUEST', reason);
    }
    return { request: await complete(request, signal), etag: object.etag, lastModified: object.lastModified };
  }

  /**
   * Adds who started the deployment, if the gate asks for that, and exposes a decision that its votes do not support. The code for both is loaded
   * once there is a need; most polls have none.
   */
  async function complete(request: ApprovalRequest, signal: AbortSignal): Promise<ApprovalRequest> {
    if (!request.decision && !request.asked?.['selfApproval']) return request;
    return (await import('./attest/attest-request.ts')).attestRequest(request, store, signal);
  }

  async function create(key: string, request: ApprovalRequest, signal: AbortSignal): Promise<StoredRequest> {
    // The index entry comes first: readers skip an entry without a request, but a request without an entry would never be listed.
    await store.put(openKey(key), '', signal);
    await store.create(key, formatRequest(request), signal);
    // Read back in either case: it shows who was first, even if the response to our own write was lost and the retry found it there.
    const stored = await read(key, signal);
    if (stored && stored.request.status !== 'PENDING') await close(key, stored.request, signal);
    if (stored) return stored;
    throw new StorageError(`${key} was written but cannot be read back`);
  }

  async function change<Result>(key: string, decide: (stored: StoredRequest) => Change<Result>, signal: AbortSignal) {
    for (let race = 0; race < maxRaces; race += 1) {
      const stored = await read(key, signal);
      if (!stored) return undefined;
      const { write, result } = decide(stored);
      if (!write) return { stored, result };
      const etag = await store.replace(key, stored.etag, formatRequest(write), signal);
      if (etag === undefined) continue;
      if (write.status !== 'PENDING') await close(key, write, signal);
      return { stored: { request: write, etag, lastModified: stored.lastModified }, result };
    }
    throw new ApprovalError('TOO_MANY_RACES', `the request ${key} was changed ${maxRaces} times by others; try again`);
  }

  /** Loaded once there is a decision; most polls have none. */
  async function close(key: string, { decision }: ApprovalRequest, signal: AbortSignal): Promise<void> {
    await (await closing()).closeQuietly(store, { key, openKey: openKey(key), decision }, signal);
  }

  async function listOpen(signal: AbortSignal, place?: Place): Promise<string[]> {
    const keys = await store.list(place ? openPrefixAt(place) : openPrefix, signal);
    return keys.map(requestKeyOfOpen);
  }

  async function tidyIndex(key: string, now: Date, signal: AbortSignal): Promise<boolean> {
    return (await closing()).tidyIndex(store, read, { key, openKey: openKey(key), now }, signal);
  }
}

const closing = () => import('./closing/close-request.ts');

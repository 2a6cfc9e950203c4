import { decidedKey, followKey } from '../../../storage/decided-keys.ts';
import type { ObjectStore } from '../../../storage/store.ts';
import type { ApprovalRequest } from '../request.ts';

type ReadRequest = (key: string, signal: AbortSignal) => Promise<{ request: ApprovalRequest } | undefined>;

/** A request that is decided, or does not exist. */
type Closing = {
  key: string;
  /** The key of its entry in the index of open requests. */
  openKey: string;
  decision: ApprovalRequest['decision'];
};

/**
 * Moves a decided request from the index of what is open to that of what is decided, and has the watcher follow its deployment. The open entry is
 * removed last: while it is there, the watcher's next sweep does the same again.
 *
 * @throws StorageError if something could not be written; then the open entry is still there
 */
async function closeRequest(
  store: Pick<ObjectStore, 'put' | 'remove'>,
  { key, openKey, decision }: Closing,
  signal: AbortSignal,
): Promise<void> {
  if (decision) {
    await Promise.all([store.put(decidedKey(key, decision), '', signal), store.put(followKey(key), '', signal)]);
  }
  await store.remove(openKey, signal);
}

/** A decision that is written is reported after this at the latest. The watcher does what is left. */
const maxCloseMs = 2000;

/** The decision is already written; a stale index must not make it look as if it were not. Never rejects. */
export async function closeQuietly(...[store, closing, signal]: Parameters<typeof closeRequest>): Promise<void> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(maxCloseMs)]);
  // Readers of the index find the request decided and skip it.
  await closeRequest(store, closing, inTime).catch(() => {});
}

/** An entry is written moments before its request. No function runs long enough to write the request after this time. */
const orphanAfterMs = 3_600_000;

/** As the ledger's function of that name. */
export async function tidyIndex(
  store: Pick<ObjectStore, 'read' | 'put' | 'remove'>,
  read: ReadRequest,
  { key, openKey, now }: { key: string; openKey: string; now: Date },
  signal: AbortSignal,
): Promise<boolean> {
  const stored = await read(key, signal);
  const isKept = stored ? !stored.request.decision : await isYoung(store, openKey, now, signal);
  if (isKept) return false;
  await closeRequest(store, { key, openKey, decision: stored?.request.decision }, signal);
  return true;
}

async function isYoung(store: Pick<ObjectStore, 'read'>, openKey: string, now: Date, signal: AbortSignal) {
  const entry = await store.read(openKey, signal);
  return entry !== undefined && now.getTime() - entry.lastModified.getTime() < orphanAfterMs;
}

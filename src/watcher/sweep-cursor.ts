import type { ObjectStore } from '../storage/store.ts';

/** Where the next sweep over all open requests has to continue. */
export interface SweepCursor {
  /** The key of the first request that the last sweep did not reach; undefined if it reached all. */
  read(signal: AbortSignal): Promise<string | undefined>;
  write(next: string | undefined, signal: AbortSignal): Promise<void>;
}

/** Kept in its own object. Only the order in which requests are visited depends on it. */
export function sweepCursor(store: Pick<ObjectStore, 'read' | 'put'>): SweepCursor {
  return {
    read: async (signal) => (await store.read(cursorKey, signal))?.body.trim() || undefined,
    write: (next, signal) => store.put(cursorKey, `${next ?? ''}\n`, signal),
  };
}

const cursorKey = 'sweep/next.txt';

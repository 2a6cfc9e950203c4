import type { ObjectStore } from '../storage/store.ts';

/** Where a sweep over all that is open has to go on. */
export interface SweepCursor {
  /** The key of the first request that the last sweep did not come to; undefined if it came to all. */
  read(signal: AbortSignal): Promise<string | undefined>;
  write(next: string | undefined, signal: AbortSignal): Promise<void>;
}

/** Kept as an object of its own. Nothing depends on it but the order in which requests are visited. */
export function sweepCursor(store: Pick<ObjectStore, 'read' | 'put'>): SweepCursor {
  return {
    read: async (signal) => (await store.read(cursorKey, signal))?.body.trim() || undefined,
    write: (next, signal) => store.put(cursorKey, `${next ?? ''}\n`, signal),
  };
}

const cursorKey = 'sweep/next.txt';

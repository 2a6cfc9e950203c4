import { loadOnce } from './load-once.ts';
import type { ObjectStore } from './store.ts';

/**
 * The ledger's bucket. Reading is what a poll does, and comes with the caller; everything that changes something is rarer, needs the SDK,
 * and is loaded when it is first used.
 */
export function s3Store(read: ObjectStore['read'], loadWriter: () => Promise<Omit<ObjectStore, 'read'>>): ObjectStore {
  const writer = loadOnce(loadWriter);
  return {
    read,
    create: async (...args) => (await writer()).create(...args),
    replace: async (...args) => (await writer()).replace(...args),
    put: async (...args) => (await writer()).put(...args),
    remove: async (...args) => (await writer()).remove(...args),
    list: async (...args) => (await writer()).list(...args),
  };
}

import { loadOnce } from '../../hook/load-once.ts';
import type { ObjectStore } from '../store.ts';

/** The operations of a poll and a page. */
type S3Reading = Pick<ObjectStore, 'read' | 'list'>;
/** The operations that change something, which is rarer. */
export type S3Writing = Omit<ObjectStore, keyof S3Reading>;

/** The ledger's bucket. The caller passes the reading part; the writing part is loaded when it is first used. */
export function s3Store(reading: S3Reading, loadWriter: () => Promise<S3Writing>): ObjectStore {
  const writer = loadOnce(loadWriter);
  return {
    ...reading,
    create: async (...args) => (await writer()).create(...args),
    replace: async (...args) => (await writer()).replace(...args),
    put: async (...args) => (await writer()).put(...args),
    remove: async (...args) => (await writer()).remove(...args),
  };
}

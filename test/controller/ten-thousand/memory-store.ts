import { StorageError } from '../../../src/storage/storage-error.ts';
import type { ObjectStore, StoredObject } from '../../../src/storage/store.ts';

/** Faults of a store, each with a probability. */
export type StoreFaults = {
  /** Nothing happens, and the caller gets an error. */
  refuses: number;
  /** It happens, but the caller gets an error. */
  losesAnswer: number;
};

export type MemoryStore = ObjectStore & {
  /** What is stored now, regardless of faults. */
  peek(key: string): string | undefined;
};

/**
 * A store in memory, with the conditions and the faults of S3.
 *
 * @param chance from 0 to 1, drawn again for every operation
 * @param written called with every body that replaces another
 */
export function memoryStore(
  faults: StoreFaults,
  chance: () => number,
  clock: { now(): Date },
  written: (key: string, before: string | undefined, after: string) => void,
): MemoryStore {
  const objects = new Map<string, StoredObject>();
  let version = 0;

  function write(key: string, body: string): string {
    const etag = `"${++version}"`;
    written(key, objects.get(key)?.body, body);
    objects.set(key, { body, etag, lastModified: clock.now() });
    return etag;
  }

  /** Lets the operation fail before it has done anything, or after it has done everything. */
  async function onABadDay<T>(operate: () => T): Promise<T> {
    const drawn = chance();
    if (drawn < faults.refuses) throw new StorageError('the store refuses');
    const outcome = operate();
    if (drawn < faults.refuses + faults.losesAnswer) {
      throw new StorageError('the answer of the store was lost');
    }
    return outcome;
  }

  return {
    peek: (key) => objects.get(key)?.body,
    read: (key) => onABadDay(() => objects.get(key)),
    create: (key, body) => onABadDay(() => (objects.has(key) ? undefined : write(key, body))),
    replace: (key, etag, body) => onABadDay(() => (objects.get(key)?.etag === etag ? write(key, body) : undefined)),
    put: (key, body) =>
      onABadDay(() => {
        write(key, body);
      }),
    remove: (key) =>
      onABadDay(() => {
        objects.delete(key);
      }),
    list: (prefix) => onABadDay(() => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort()),
  };
}

import { hash } from 'node:crypto';
import type { Clock } from '../../src/hook/clock.ts';
import { StorageError } from '../../src/storage/storage-error.ts';
import type { ObjectStore, StoredObject } from '../../src/storage/store.ts';

export type StoreOperation = keyof ObjectStore;

/** A ledger in memory that keeps every version of every object, and a list of its operations. */
export type MemoryStore = ObjectStore & {
  /** `read approvals/…`, in order. */
  readonly operations: readonly string[];
  /** All versions of an object, oldest first. */
  versions(key: string): readonly StoredObject[];
  /** Every object as it is now. */
  contents(): Record<string, string>;
  /** Changes an object as a person does in the S3 console. */
  edit(key: string, body: string): void;
};

export function memoryStore(clock: Clock): MemoryStore {
  const objects = new Map<string, StoredObject>();
  const versions = new Map<string, StoredObject[]>();
  const operations: string[] = [];
  /** All keys in order, so that a list does not look at every one of them. */
  const sorted: string[] = [];

  const write = (key: string, body: string): string => {
    const etag = `"${hash('md5', body)}"`;
    const object = { body, etag, lastModified: clock.now() };
    if (!objects.has(key)) sorted.splice(placeOf(sorted, key), 0, key);
    objects.set(key, object);
    const written = versions.get(key);
    if (written) written.push(object);
    else versions.set(key, [object]);
    return etag;
  };

  return {
    operations,
    versions: (key) => [...(versions.get(key) ?? [])],
    contents: () => Object.fromEntries([...objects].map(([key, { body }]) => [key, body])),
    edit: (key, body) => void write(key, body),
    async read(key, signal) {
      signal.throwIfAborted();
      operations.push(`read ${key}`);
      return objects.get(key);
    },
    async create(key, body, signal) {
      signal.throwIfAborted();
      operations.push(`create ${key}`);
      return objects.has(key) ? undefined : write(key, body);
    },
    async replace(key, etag, body, signal) {
      signal.throwIfAborted();
      operations.push(`replace ${key}`);
      return objects.get(key)?.etag === etag ? write(key, body) : undefined;
    },
    async put(key, body, signal) {
      signal.throwIfAborted();
      operations.push(`put ${key}`);
      write(key, body);
    },
    async remove(key, signal) {
      signal.throwIfAborted();
      operations.push(`remove ${key}`);
      if (objects.delete(key)) sorted.splice(placeOf(sorted, key), 1);
    },
    async list(prefix, signal) {
      signal.throwIfAborted();
      operations.push(`list ${prefix}`);
      const from = placeOf(sorted, prefix);
      let to = from;
      while (sorted[to]?.startsWith(prefix)) to += 1;
      return sorted.slice(from, to);
    },
  };
}

/** The index of the first key that is not before this one. */
function placeOf(sorted: readonly string[], key: string): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? '') < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Wraps an operation of a store: it may wait, throw instead of calling `run`, or throw after it, as when a response is lost. */
export type Around = <T>(operation: StoreOperation, key: string, run: () => Promise<T>) => Promise<T>;

export function wrapStore(store: ObjectStore, around: Around): ObjectStore {
  return {
    read: (key, signal) => around('read', key, () => store.read(key, signal)),
    create: (key, body, signal) => around('create', key, () => store.create(key, body, signal)),
    replace: (key, etag, body, signal) => around('replace', key, () => store.replace(key, etag, body, signal)),
    put: (key, body, signal) => around('put', key, () => store.put(key, body, signal)),
    remove: (key, signal) => around('remove', key, () => store.remove(key, signal)),
    list: (prefix, signal) => around('list', prefix, () => store.list(prefix, signal)),
  };
}

/** The error of a store that cannot be reached. */
export function unavailable(what = 'S3 did not return it: status 503, SlowDown'): StorageError {
  return new StorageError(what);
}

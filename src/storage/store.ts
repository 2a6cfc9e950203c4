/** One object, as read. */
export type StoredObject = {
  body: string;
  /** Opaque; identifies this version of the object in `replace`. */
  etag: string;
  lastModified: Date;
};

/** A key and the version of its object, as listed. */
export type ListedObject = { key: string; etag: string };

/**
 * Lists a part of what begins with a prefix, sorted by key. One request for each thousand objects. Rejects as an {@link ObjectStore} does.
 *
 * @param range - `after`: only keys after this one. `max`: at most this many. Default: everything
 */
export type ListObjects = (
  prefix: string,
  signal: AbortSignal,
  range?: { after?: string | undefined; max?: number | undefined },
) => Promise<readonly ListedObject[]>;

/**
 * A store of objects: an S3 bucket, or a folder on this computer. Every change of an object is conditional, so that of any number of concurrent
 * writers exactly one wins.
 *
 * Everything rejects with a `StorageError` if the store does not respond, refuses, or returns an error.
 */
export interface ObjectStore {
  read(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /** Creates an object. Resolves to the new etag, or to undefined if somebody else was first. */
  create(key: string, body: string, signal: AbortSignal): Promise<string | undefined>;
  /** Replaces the version named by `etag`. Resolves to the new etag, or to undefined if the object has changed or is gone. */
  replace(key: string, etag: string, body: string, signal: AbortSignal): Promise<string | undefined>;
  /** Writes unconditionally. Only for what no decision depends on: index entries and reports. */
  put(key: string, body: string, signal: AbortSignal): Promise<void>;
  /** Deletes; a missing object is not an error. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** The keys that begin with `prefix`, sorted. */
  list(prefix: string, signal: AbortSignal): Promise<string[]>;
}

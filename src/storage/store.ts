/** One object as it was read. */
export type StoredObject = {
  body: string;
  /** Opaque; names this version of the object in `replace`. */
  etag: string;
  lastModified: Date;
};

/**
 * Where objects lie: an S3 bucket, or a folder on this computer. Whatever changes an object does so on a condition, so that of any number of
 * writers at once exactly one wins.
 *
 * Everything rejects with an `ApprovalError` `LEDGER_UNAVAILABLE` where the store does not answer, refuses, or answers with an error.
 */
export interface ObjectStore {
  read(key: string, signal: AbortSignal): Promise<StoredObject | undefined>;
  /** Writes where nothing lies yet. Resolves to the new etag, or to undefined where somebody was first. */
  create(key: string, body: string, signal: AbortSignal): Promise<string | undefined>;
  /** Writes over the version named by `etag`. Resolves to the new etag, or to undefined where the object has changed or is gone. */
  replace(key: string, etag: string, body: string, signal: AbortSignal): Promise<string | undefined>;
  /** Writes whatever lies there. Only for what no decision depends on: index entries and reports. */
  put(key: string, body: string, signal: AbortSignal): Promise<void>;
  /** Deletes; an object that is not there is no error. */
  remove(key: string, signal: AbortSignal): Promise<void>;
  /** The keys that begin with `prefix`, in their order. */
  list(prefix: string, signal: AbortSignal): Promise<string[]>;
}

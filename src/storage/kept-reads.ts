import type { ListedObject, ListObjects, ObjectStore } from './store.ts';

/** A few hundred reports, in a function with 256 MB. */
const maxKeptCharacters = 8_000_000;

/** A list of objects, and the body of each: undefined if it is gone. */
type KeptReads = {
  list(prefix: string, signal: AbortSignal): Promise<readonly ListedObject[]>;
  read(object: ListedObject, signal: AbortSignal): Promise<string | undefined>;
};

/**
 * Reads what has been listed, and keeps up to 8 MB of it: an object whose version has not changed is read once. Without a list of versions nothing is
 * kept.
 */
export function keptReads(store: Pick<ObjectStore, 'list' | 'read'>, listObjects?: ListObjects): KeptReads {
  if (!listObjects) {
    return {
      list: async (prefix, signal) => (await store.list(prefix, signal)).map((key) => ({ key, etag: '' })),
      read: async ({ key }, signal) => (await store.read(key, signal))?.body,
    };
  }
  const kept = new Map<string, string>();
  let characters = 0;
  return {
    list: listObjects,
    async read({ key, etag }, signal) {
      const known = kept.get(`${key} ${etag}`);
      if (known !== undefined) return known;
      const object = await store.read(key, signal);
      // The version that was read, which may be later than the listed one.
      if (object?.etag) keep(`${key} ${object.etag}`, object.body);
      return object?.body;
    },
  };

  function keep(name: string, body: string): void {
    if (kept.has(name) || body.length > maxKeptCharacters) return;
    kept.set(name, body);
    characters += body.length;
    for (const [oldest, { length }] of kept) {
      if (characters <= maxKeptCharacters) break;
      kept.delete(oldest);
      characters -= length;
    }
  }
}

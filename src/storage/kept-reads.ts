import type { ListedObject, ListObjects, ObjectStore } from './store.ts';

/** A few hundred reports, in a function with 512 MB. */
const maxKeptCharacters = 8_000_000;

/** One object for each version that is kept, so that what is made of its body can be kept with it. */
export type KeptBody = { body: string };

/** A list of objects, and the body of each: undefined if it is gone. */
type KeptReads = {
  list(prefix: string, signal: AbortSignal): Promise<readonly ListedObject[]>;
  read(object: ListedObject, signal: AbortSignal): Promise<KeptBody | undefined>;
};

/**
 * Reads what has been listed, and keeps up to 8 MB of it: an object whose version has not changed is read once. Without a list of versions nothing is
 * kept.
 */
export function keptReads(store: Pick<ObjectStore, 'list' | 'read'>, listObjects?: ListObjects): KeptReads {
  if (!listObjects) {
    return {
      list: async (prefix, signal) => (await store.list(prefix, signal)).map((key) => ({ key, etag: '' })),
      read: async ({ key }, signal) => await store.read(key, signal),
    };
  }
  const kept = new Map<string, KeptBody>();
  let characters = 0;
  return {
    list: listObjects,
    async read({ key, etag }, signal) {
      const known = kept.get(`${key} ${etag}`);
      if (known !== undefined) return known;
      const object = await store.read(key, signal);
      // The version that was read, which may be later than the listed one.
      if (object?.etag) keep(`${key} ${object.etag}`, object);
      return object;
    },
  };

  function keep(name: string, object: KeptBody): void {
    const { length: size } = object.body;
    if (kept.has(name) || size > maxKeptCharacters) return;
    kept.set(name, object);
    characters += size;
    for (const [oldest, { body }] of kept) {
      if (characters <= maxKeptCharacters) break;
      kept.delete(oldest);
      characters -= body.length;
    }
  }
}

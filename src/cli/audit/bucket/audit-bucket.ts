import type { StoredObject } from '../../../storage/store.ts';

/** An object as a list names it. */
export type ListedKey = { key: string; lastModified: Date };

/** A version of an object as a list names it, newest first for each key. */
export type ListedVersion = ListedKey & { versionId: string; isDeleted: boolean };

/** The ledger's bucket, read page by page: it may have millions of objects. Keys come in the order of their bytes. */
export interface AuditBucket {
  readonly name: string;
  pages(prefix: string, signal: AbortSignal): AsyncIterable<readonly ListedKey[]>;
  versionPages(prefix: string, signal: AbortSignal): AsyncIterable<readonly ListedVersion[]>;
  read(key: string, signal: AbortSignal, versionId?: string): Promise<StoredObject | undefined>;
}

/** How many objects are read at the same time. */
const objectsAtOnce = 16;

/** Applies an asynchronous function to the items of all pages, some at a time, and yields the results in order. */
export async function* mapInOrder<Item, Result>(
  pages: AsyncIterable<readonly Item[]>,
  each: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  for await (const page of pages)
    for (let start = 0; start < page.length; start += objectsAtOnce)
      yield* await Promise.all(page.slice(start, start + objectsAtOnce).map(each));
}

/** Only the items that are wanted. */
export async function* filterPages<Item>(
  pages: AsyncIterable<readonly Item[]>,
  isWanted: (item: Item) => boolean,
): AsyncGenerator<readonly Item[]> {
  for await (const page of pages) yield page.filter(isWanted);
}

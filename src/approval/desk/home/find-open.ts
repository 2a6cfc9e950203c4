import { isRequestKey, openKey, openPrefix, requestKeyOfOpen } from '../../../storage/keys.ts';
import type { ListObjects } from '../../../storage/store.ts';

/** A page of open requests. */
type OpenPage = {
  /** Of the requests, sorted. */
  keys: readonly string[];
  /** The key after which the next page begins; undefined if there is nothing left. */
  next?: string | undefined;
};

export type OpenQuery = {
  /** Part of a service's name. Default: all services */
  service?: string | undefined;
  /** The `next` of another page. */
  after?: string | undefined;
};

const requestsOfPage = 15;
const maxLists = 10;
const keysOfList = 1000;

/**
 * Finds the open requests after one of them, in the order of their keys: 15, with at most 10 lists. If the lists are used up first, the page is shorter and
 * says where to continue. A position is a key and no number, so requests that are opened or decided between two pages do not move the others.
 */
export async function findOpen(
  list: ListObjects,
  { service = '', after }: OpenQuery,
  signal: AbortSignal,
): Promise<OpenPage> {
  const keys: string[] = [];
  let next = after;
  for (let lists = 0; lists < maxLists; lists += 1) {
    const range = { after: next === undefined ? undefined : openKey(next), max: keysOfList };
    const listed = await list(openPrefix, signal, range);
    for (const key of requestKeysOf(listed)) {
      const isFound = isOfService(key, service);
      // There is at least one more than fits.
      if (isFound && keys.length === requestsOfPage) return { keys, next };
      if (isFound) keys.push(key);
      next = key;
    }
    if (listed.length < keysOfList) return { keys };
  }
  return { keys, next };
}

/** The keys of the requests that these index objects are about. An object that is not ours is passed over. */
export function requestKeysOf(listed: Awaited<ReturnType<ListObjects>>): string[] {
  return listed.map(({ key }) => requestKeyOfOpen(key)).filter(isRequestKey);
}

/** @param part - of the service's name */
export function isOfService(requestKey: string, part: string): boolean {
  return (requestKey.split('/')[4] ?? '').includes(part);
}

import type { ListObjects, ObjectStore } from '../store.ts';

/** Lists a part of a store that lists everything at once. It knows no versions, so each is empty. */
export function objectLister({ list }: Pick<ObjectStore, 'list'>): ListObjects {
  return async (prefix, signal, { after = '', max } = {}) =>
    (await list(prefix, signal))
      .filter((key) => key > after)
      .slice(0, max)
      .map((key) => ({ key, etag: '' }));
}

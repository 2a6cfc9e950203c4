import { matchCluster } from '../../approval/request/match-cluster.ts';

/** A cluster in which pauses may have been configured; `services` is undefined for all of them. */
export type SearchPlace = { cluster: string; services?: readonly string[] };

/**
 * The clusters and services that parameters configure, in a fixed order.
 *
 * @param prefix - the name of the account's parameter
 * @param names - of the parameters below it
 * @returns undefined if the account's parameter is among them, so that every service counts
 * @example placesOf('/greenlight/pauses', ['/greenlight/pauses/shop/ui/PRE_SCALE_UP', '/greenlight/pauses/test'])
 * // [{ cluster: 'shop', services: ['ui'] }, { cluster: 'test' }]
 */
export function placesOf(prefix: string, names: readonly string[]): readonly SearchPlace[] | undefined {
  if (names.includes(prefix)) return undefined;
  const services = new Map<string, Set<string> | 'all'>();
  for (const name of names) {
    const [cluster = '', service] = name.slice(prefix.length + 1).split('/');
    // Anything else is a profile, or somebody else's.
    if (!name.startsWith(`${prefix}/`) || !/^[\w-]+$/.test(cluster)) continue;
    const known = services.get(cluster) ?? new Set();
    services.set(cluster, service === undefined || known === 'all' ? 'all' : known.add(service));
  }
  return [...services]
    .toSorted(([one], [other]) => one.localeCompare(other))
    .map(([cluster, known]) => (known === 'all' ? { cluster } : { cluster, services: [...known].toSorted() }));
}

/** Those that the bridge may read. */
export function withinClusters(places: readonly SearchPlace[], pattern: string): readonly SearchPlace[] {
  return places.filter(({ cluster }) => matchCluster([pattern], cluster) !== undefined);
}

/**
 * The same in another order: at each turn it begins elsewhere, and after as many turns as there are elements it has begun with each. So a search that
 * cannot finish misses nothing for good.
 */
export function rotated<T>(items: readonly T[], turn: number): readonly T[] {
  const start = items.length === 0 ? 0 : (turn * strideFor(items.length)) % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

/** Long steps, because a search usually gets this far, but none that divides the length. */
function strideFor(length: number): number {
  const strides = [19, 17, 13, 11, 7];
  return strides.find((stride) => stride < length && length % stride !== 0) ?? 1;
}

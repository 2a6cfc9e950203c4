import type { Target } from '../hook/target.ts';

/**
 * The names under which a parameter may be stored for a service, the most general one first: for everything, for its cluster, and for itself.
 *
 * @example placeNames('/greenlight/smoke', { cluster: 'shop', service: 'ui' })
 * // ['/greenlight/smoke', '/greenlight/smoke/shop', '/greenlight/smoke/shop/ui']
 */
export function placeNames(
  prefix: string,
  { cluster, service }: Pick<Target, 'cluster' | 'service'>,
): readonly [string, string, string] {
  return [prefix, `${prefix}/${cluster}`, `${prefix}/${cluster}/${service}`];
}

/**
 * Times in ECS's events have no fraction, or up to nine digits of one. As strings `…:41Z` would come after `…:41.6Z`, and `Date` drops the digits
 * after the third.
 */
const form = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/;

export function isInstant(text: string): boolean {
  return nanosecondsOf(text) !== undefined;
}

/**
 * Negative if the first is earlier, 0 if they are the same instant.
 *
 * @throws RangeError if one of them is not an instant, see {@link isInstant}
 * @example compareInstants('2026-03-05T15:54:41Z', '2026-03-05T15:54:41.618059641Z') // -1
 */
export function compareInstants(left: string, right: string): number {
  const [one, other] = [nanosecondsOf(left), nanosecondsOf(right)];
  if (one === undefined || other === undefined) throw new RangeError('expected two instants');
  return one < other ? -1 : one > other ? 1 : 0;
}

function nanosecondsOf(text: string): bigint | undefined {
  const [, second, fraction = '', offset] = form.exec(text) ?? [];
  const ms = second === undefined ? Number.NaN : Date.parse(`${second}${offset}`);
  if (Number.isNaN(ms)) return undefined;
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0'));
}

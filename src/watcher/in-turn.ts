/** Multiples of it, without their whole parts, spread evenly over 0 to 1. */
const goldenRatio = (Math.sqrt(5) - 1) / 2;

/**
 * The items, beginning with another one each minute: a sweep that has time for a part of them never begins with the same part twice in a row. If each sweep
 * does `n` of them, all are done within `3 * items.length / n` sweeps.
 */
export function inTurn<Item>(items: readonly Item[], now: Date): Item[] {
  const minute = Math.floor(now.getTime() / 60_000);
  const from = Math.floor(((minute * goldenRatio) % 1) * items.length);
  return [...items.slice(from), ...items.slice(0, from)];
}

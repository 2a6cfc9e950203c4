import type { Series } from '../hook/verdict.ts';

/** As many as a report keeps. */
const maxValues = 24;

/**
 * A series of what was measured; undefined if that is too little for a chart. Of more than 24 values, each stands for several: for the one that is
 * nearest to its limit, so that no peak is lost.
 *
 * @param values - oldest first; those that are missing are left out
 * @example seriesOf([82, undefined, 90, 212], { name: 'response times', unit: 'ms', max: 500 })?.values // [82, 90, 212]
 */
export function seriesOf(
  values: readonly (number | undefined)[],
  {
    name,
    unit,
    max,
    min,
  }: Omit<Series, 'values' | 'max' | 'min'> & { max?: number | undefined; min?: number | undefined },
): Series | undefined {
  const known = values.filter((value): value is number => Number.isFinite(value));
  if (known.length < 3) return undefined;
  const isFloor = min !== undefined && max === undefined;
  return {
    name,
    values: inParts(known).map((part) => roundOff(isFloor ? Math.min(...part) : Math.max(...part))),
    ...(unit !== undefined && { unit }),
    ...(max !== undefined && { max }),
    ...(min !== undefined && { min }),
  };
}

/** At most 24 parts of nearly the same length, in their order. */
function inParts(values: readonly number[]): number[][] {
  const count = Math.min(maxValues, values.length);
  const startOf = (part: number) => Math.floor((part * values.length) / count);
  return Array.from({ length: count }, (_, part) => values.slice(startOf(part), startOf(part + 1)));
}

/** As exact as a chart can show. */
function roundOff(value: number): number {
  return Number(value.toPrecision(4));
}

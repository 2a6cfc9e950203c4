import { isDeepStrictEqual } from 'node:util';
import { parseJson } from '../../../hook/parse-json.ts';

/** What happens to one parameter that configures a pause. The values are JSON. */
export type ParameterChange = { name: string } & (
  | { change: 'kept' | 'changed'; before: string; after: string }
  | { change: 'added'; before?: undefined; after: string }
  | { change: 'removed'; before: string; after?: undefined }
);

/** @param values - of the parameters that exist */
export function changesTo(
  wanted: ReadonlyMap<string, string>,
  values: ReadonlyMap<string, string>,
): readonly ParameterChange[] {
  return [...wanted].map(([name, after]): ParameterChange => {
    const before = values.get(name);
    if (before === undefined) return { change: 'added', name, after };
    const isSame = isDeepStrictEqual(parseJson(before), parseJson(after));
    return { change: isSame ? 'kept' : 'changed', name, before, after };
  });
}

export function removalsOf(names: readonly string[], values: ReadonlyMap<string, string>): readonly ParameterChange[] {
  return names.flatMap((name) => {
    const before = values.get(name);
    return before === undefined ? [] : [{ change: 'removed', name, before } as const];
  });
}

export function isParameterChange({ change }: ParameterChange): boolean {
  return change !== 'kept';
}

/** The values as they are after the changes. */
export function valuesAfter(
  values: ReadonlyMap<string, string>,
  changes: readonly ParameterChange[],
): ReadonlyMap<string, string> {
  const after = new Map(values);
  for (const { name, after: value } of changes) {
    if (value === undefined) after.delete(name);
    else after.set(name, value);
  }
  return after;
}

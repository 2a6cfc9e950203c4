import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';

/** Names and values of a query or a form, in the order in which they are sent. A name may be repeated. */
export type Pairs = readonly (readonly [name: string, value: string])[];

const scalarMessage = 'expected a string, a number, true, false, or a list of them';
const scalarSchema = v.union(
  [
    v.pipe(v.string(), v.maxLength(4000, 'expected at most 4000 characters')),
    v.pipe(v.number(), v.finite()),
    v.boolean(),
  ],
  scalarMessage,
);

/** An object of names and values, of which each may be a list: `{ page: 1, tag: ['a', 'b'] }`. */
export function pairsSchema(what: string) {
  return v.pipe(
    v.custom<object>(isJsonObject, what),
    v.record(
      v.string(),
      v.lazy((input) =>
        Array.isArray(input)
          ? v.pipe(v.array(scalarSchema), v.maxLength(50, 'expected at most 50 values'))
          : scalarSchema,
      ),
    ),
    v.check((pairs) => Object.keys(pairs).length <= 50, 'expected at most 50 names'),
  );
}

type Scalar = string | number | boolean;

export function pairsOf(configured: Readonly<Record<string, Scalar | readonly Scalar[]>>): Pairs {
  return Object.entries(configured).flatMap(([name, value]) =>
    [value].flat().map((each): [string, string] => [name, String(each)]),
  );
}

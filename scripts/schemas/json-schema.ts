/** A JSON Schema of draft 7, which every editor reads. `false` accepts nothing. */
export type JsonSchema = false | SchemaObject;

export type SchemaObject = { [keyword: string]: unknown };

/** The types that valibot distinguishes, each with a value by which to find out what a function does with it. */
export const samples = {
  string: '',
  number: 0,
  boolean: true,
  null: null,
  array: [],
  object: {},
} as const satisfies Record<string, unknown>;

export type TypeName = keyof typeof samples;

export const typeNames = Object.keys(samples) as TypeName[];

/** Both must hold. Keywords are put together if they do not get in each other's way. */
export function both(one: JsonSchema, other: JsonSchema): JsonSchema {
  if (one === false || other === false) return false;
  const shared = Object.keys(other).filter((keyword) => keyword in one);
  const isSame = shared.every((keyword) => JSON.stringify(one[keyword]) === JSON.stringify(other[keyword]));
  if (isSame && !('$ref' in one) && !('$ref' in other)) return { ...one, ...other };
  // A whole number is a number.
  if (shared.join() === 'type' && one['type'] === 'number' && other['type'] === 'integer') return { ...one, ...other };
  if (Object.keys(one).length === 0) return other;
  if (Object.keys(other).length === 0) return one;
  if ('$ref' in one) return { allOf: [one, other] };
  const { allOf = [], ...rest } = one;
  return { ...rest, allOf: [...(allOf as unknown[]), 'type' in one ? { type: one['type'], ...other } : other] };
}

/** One of them must hold. */
export function either(schemas: readonly JsonSchema[]): JsonSchema {
  const distinct = new Map(schemas.filter((each) => each !== false).map((each) => [JSON.stringify(each), each]));
  const [first, ...others] = distinct.values();
  if (first === undefined) return false;
  return others.length === 0 ? first : { anyOf: [first, ...others] };
}

/** The same for values of these types only; false if it accepts none of them. */
export function within(schema: JsonSchema, types: readonly TypeName[]): JsonSchema {
  if (schema === false) return false;
  if (types.length === typeNames.length) return schema;
  const own = typesOf(schema);
  if (own === undefined) return both({ type: types.length === 1 ? types[0] : [...types] }, schema);
  const left = own.filter((type) => types.includes(type));
  if (left.length === 0) return false;
  return left.length === own.length ? schema : both({ type: left.length === 1 ? left[0] : left }, schema);
}

/** The types that it accepts, as far as its outermost keywords say so. */
function typesOf({ type, anyOf, allOf }: SchemaObject): readonly TypeName[] | undefined {
  if (type !== undefined) return [type].flat().map((each) => (each === 'integer' ? 'number' : each) as TypeName);
  if (Array.isArray(anyOf)) {
    const all = anyOf.map((each) => typesOf(each as SchemaObject));
    return all.includes(undefined) ? undefined : [...new Set(all.flatMap((each) => each ?? []))];
  }
  return Array.isArray(allOf) ? allOf.map((each) => typesOf(each as SchemaObject)).find(Boolean) : undefined;
}

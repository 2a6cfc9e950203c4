import { isJsonObject } from '../../../hook/json.ts';

/** What JSON documents are like without their values: the types that occur at each place, and the names of members. */
export type JsonShape = {
  /** Without null, which says nothing about the type. Empty if nothing but null occurs, or nothing at all. */
  types: ReadonlySet<JsonType>;
  /** Every member that occurs in any of the objects. */
  members: ReadonlyMap<string, JsonShape>;
  /** What all items of all lists have in common; undefined below the deepest level that is looked at. */
  items: JsonShape | undefined;
};

type JsonType = 'string' | 'number' | 'boolean' | 'object' | 'list';

/** Deeper levels are not looked at. */
const maxDepth = 100;

/**
 * The shape of several documents as if they were one. The items of a list are several documents too.
 *
 * @example
 * shapeOf([{ items: [{ id: 1 }, { id: 2, name: null }] }]); // items: a list of objects with a number id, and name of an unknown type
 */
export function shapeOf(documents: readonly unknown[], depth = maxDepth): JsonShape {
  const types = new Set(documents.flatMap((document) => typeOf(document) ?? []));
  if (depth === 0 || types.size === 0) return { types, members: new Map(), items: undefined };
  return {
    types,
    members: new Map([...membersOf(documents)].map(([name, values]) => [name, shapeOf(values, depth - 1)])),
    items: shapeOf(documents.filter(Array.isArray).flat(), depth - 1),
  };
}

function typeOf(value: unknown): JsonType | undefined {
  if (value === null) return undefined;
  return Array.isArray(value) ? 'list' : (typeof value as JsonType);
}

function membersOf(documents: readonly unknown[]): ReadonlyMap<string, unknown[]> {
  const members = new Map<string, unknown[]>();
  for (const [name, value] of documents.filter(isJsonObject).flatMap((document) => Object.entries(document))) {
    const values = members.get(name);
    if (values === undefined) members.set(name, [value]);
    else values.push(value);
  }
  return members;
}

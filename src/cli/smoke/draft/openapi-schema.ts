import { isJsonObject, type JsonObject, type JsonValue } from '../../../hook/json.ts';

/** Keywords that say what a value is like. `format` is left out, because what it checks differs, and `pattern`, because its dialect does. */
const kept = new Set(
  'type properties required items additionalProperties enum const minimum maximum minLength maxLength minItems maxItems minProperties maxProperties allOf anyOf oneOf not'.split(
    ' ',
  ),
);

/** Deeper parts of a schema accept anything. */
const maxDepth = 6;

/** Finds what a `$ref` of the document names; undefined if it is elsewhere, or not there. */
function resolveRef(root: JsonObject, ref: string): JsonValue | undefined {
  if (!ref.startsWith('#/')) return undefined;
  const names = ref
    .slice(2)
    .split('/')
    .map((name) => decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~'));
  return names.reduce<JsonValue | undefined>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as JsonObject)[name]
        : undefined,
    root,
  );
}

/** The value itself, or what its `$ref` names. */
export function follow(root: JsonObject, value: JsonValue | undefined): JsonObject | undefined {
  let found = value;
  // References of references are allowed, in circles they are not.
  for (let steps = 0; isJsonObject(found) && typeof found['$ref'] === 'string' && steps < 20; steps += 1) {
    found = resolveRef(root, found['$ref']);
  }
  return isJsonObject(found) && !('$ref' in found) ? found : undefined;
}

/** A schema of OpenAPI 3.0 or 3.1 as plain JSON Schema without references. What cannot be expressed accepts anything: it never refuses a right answer. */
export function plainSchema(root: JsonObject, schema: JsonValue | undefined, depth = 0): JsonValue {
  if (typeof schema === 'boolean') return schema;
  const own = depth > maxDepth ? undefined : follow(root, schema);
  if (own === undefined) return {};
  const plain = Object.fromEntries(
    Object.entries(own)
      .filter(([keyword]) => kept.has(keyword))
      .map(([keyword, value]): [string, JsonValue] => [keyword, inner(root, keyword, value, depth + 1)]),
  );
  return own['nullable'] === true ? acceptNull(plain) : withoutWriteOnly(own, plain);
}

function inner(root: JsonObject, keyword: string, value: JsonValue, depth: number): JsonValue {
  if (keyword === 'properties' && isJsonObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plainSchema(root, each, depth)]));
  }
  if (Array.isArray(value) && /^(?:all|any|one)Of$/.test(keyword))
    return value.map((each) => plainSchema(root, each, depth));
  if (/^(?:items|additionalProperties|not)$/.test(keyword)) return plainSchema(root, value, depth);
  return value;
}

/** OpenAPI 3.0's own keyword. */
function acceptNull(schema: JsonObject): JsonValue {
  return { anyOf: [schema, { type: 'null' }] };
}

/** What is only sent is not required in an answer. */
function withoutWriteOnly({ properties }: JsonObject, schema: JsonObject): JsonValue {
  const { required } = schema;
  if (!Array.isArray(required) || !isJsonObject(properties)) return schema;
  const left = required.filter((name) => {
    const property = properties[String(name)];
    return !(isJsonObject(property) && property['writeOnly'] === true);
  });
  const { required: _, ...rest } = schema;
  return left.length > 0 ? { ...rest, required: left } : rest;
}

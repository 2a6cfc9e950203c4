import * as v from 'valibot';
import {
  both,
  either,
  type JsonSchema,
  type SchemaObject,
  samples,
  type TypeName,
  typeNames,
  within,
} from './json-schema.ts';
import { isOptional, type Part } from './valibot-part.ts';

export type Conversion = {
  /** What a rule that is a function means, by the schema that it is part of. */
  overrides: ReadonlyMap<unknown, JsonSchema>;
  /** Describes a key of an object; undefined if there is nothing to say. `owner` is the object's schema. */
  describe(key: string, part: Part, owner: Part): string | undefined;
};

/**
 * The JSON Schema of what a valibot schema accepts, before its transformations. Rules that are functions are tried with a value of each type, and
 * otherwise left out: it never refuses what valibot accepts, and may accept what valibot refuses.
 *
 * Not `@valibot/to-json-schema`: that calls a lazy schema once, without a value, and ours choose by the value.
 */
export function convertSchema(schema: unknown, conversion: Conversion): SchemaObject {
  const definitions: Record<string, JsonSchema> = {};
  const known = new Map<Part, { converted: SchemaObject; isOpen: boolean; name?: string }>();
  const root = convert(schema as Part, '');
  return { ...(root === false ? { not: {} } : root), definitions };

  /** What is met for the second time becomes a definition, because it is large, or contains itself. */
  function convert(part: Part, key: string): JsonSchema {
    const given = conversion.overrides.get(part);
    if (given !== undefined) return given;
    const before = known.get(part);
    if (before !== undefined) return refer(before, key);
    const entry: { converted: SchemaObject; isOpen: boolean; name?: string } = { converted: {}, isOpen: true };
    known.set(part, entry);
    const converted = part.pipe ? convertPipe(part, part.pipe, key) : convertPlain(part, key);
    entry.isOpen = false;
    if (converted === false) {
      known.delete(part);
      return false;
    }
    if (entry.name === undefined) return Object.assign(entry.converted, converted);
    definitions[entry.name] = converted;
    return { $ref: `#/definitions/${entry.name}` };
  }

  function refer(entry: { converted: SchemaObject; isOpen: boolean; name?: string }, key: string): JsonSchema {
    const isSmall = !entry.isOpen && JSON.stringify(entry.converted).length < 200;
    if (isSmall && entry.name === undefined) return { ...entry.converted };
    if (entry.name === undefined) {
      entry.name = nameFor(key);
      definitions[entry.name] = false;
      if (!entry.isOpen) {
        definitions[entry.name] = { ...entry.converted };
        for (const keyword of Object.keys(entry.converted)) delete entry.converted[keyword];
        entry.converted['$ref'] = `#/definitions/${entry.name}`;
      }
    }
    return { $ref: `#/definitions/${entry.name}` };
  }

  function nameFor(key: string): string {
    const stem = /^\w+$/.test(key) ? key : 'value';
    let name = stem;
    for (let next = 2; name in definitions; next += 1) name = `${stem}${next}`;
    return name;
  }

  /**
   * Up to the last transformation that nothing but an object follows. One before an object fills in keys that are left out, so that none of them is
   * required.
   */
  function convertPipe(whole: Part, parts: readonly Part[], key: string): JsonSchema {
    let all: JsonSchema = {};
    let isFilledIn = false;
    for (const [index, part] of parts.entries()) {
      if (part.kind === 'transformation') {
        if (!parts.slice(index).some(({ type }) => type === 'strict_object')) break;
        isFilledIn = true;
        continue;
      }
      const isOwn = part.kind === 'schema' && part.pipe === parts;
      const next =
        part.kind !== 'schema' ? keywordsOf(part, all) : isOwn ? convertPlain(part, key) : convert(part, key);
      all = both(all, isFilledIn && next !== false ? withoutRequired(next) : next);
    }
    if (all === false || all['type'] !== 'object' || [all['required']].flat().some(Boolean)) return all;
    return v.safeParse(whole as never, {}).success ? all : both(all, { minProperties: 1 });
  }

  function convertPlain(part: Part, key: string): JsonSchema {
    switch (part.type) {
      case 'string':
      case 'number':
      case 'boolean':
      case 'null':
        return { type: part.type };
      case 'array':
        return { type: 'array', items: part.item ? convert(part.item, key) : {} };
      case 'strict_object':
      case 'object':
        return convertObject(part);
      case 'record':
        return convertRecord(part, key);
      case 'picklist':
        return { enum: part.options };
      case 'literal':
        return { const: part.literal };
      case 'union':
        return either((part.options ?? []).map((option) => convert(option as Part, key)));
      case 'optional':
      case 'exact_optional':
        return withDefault(part, key);
      case 'lazy':
        return convertLazy(part, key);
      case 'custom':
        return within({}, typesAcceptedBy(part));
      case 'any':
      case 'unknown':
        return {};
      default:
        throw new TypeError(`no JSON Schema for valibot's ${part.type} at ${key}; teach convertSchema about it`);
    }
  }

  function convertObject(part: Part): JsonSchema {
    const entries = Object.entries(part.entries ?? {});
    const required = entries.filter(([, part]) => !isOptional(part)).map(([key]) => key);
    return {
      type: 'object',
      properties: Object.fromEntries(
        entries.map(([key, inner]) => [key, described(convert(inner, key), conversion.describe(key, inner, part))]),
      ),
      ...(required.length > 0 && { required }),
      ...(part.type === 'strict_object' && { additionalProperties: false }),
    };
  }

  function convertRecord({ key: names, value }: Part, key: string): JsonSchema {
    const namesSchema = names === undefined ? {} : convert(names, key);
    const hasRule = namesSchema === false || Object.keys(namesSchema).some((keyword) => keyword !== 'type');
    return {
      type: 'object',
      ...(hasRule && { propertyNames: namesSchema }),
      additionalProperties: value === undefined ? {} : convert(value, key),
    };
  }

  function withDefault({ wrapped, default: value }: Part, key: string): JsonSchema {
    const inner = wrapped === undefined ? {} : convert(wrapped, key);
    if (inner === false || value === undefined || typeof value === 'function') return inner;
    return described(inner, undefined, { default: value });
  }

  /** It may choose by the type of the value. */
  function convertLazy({ getter }: Part, key: string): JsonSchema {
    const chosen = Map.groupBy(typeNames, (type) => getter?.(samples[type]));
    if (chosen.size === 1) {
      const [only] = chosen.keys();
      return only === undefined ? {} : convert(only, key);
    }
    return either([...chosen].map(([part, types]) => (part === undefined ? false : within(convert(part, key), types))));
  }
}

function withoutRequired({ required: _, ...rest }: SchemaObject): SchemaObject {
  return rest;
}

/** Keywords next to `$ref` are ignored in draft 7. */
function described(schema: JsonSchema, description: string | undefined, more: SchemaObject = {}): JsonSchema {
  if (schema === false) return schema;
  const extra = { ...(description !== undefined && { description }), ...more };
  if (Object.keys(extra).length === 0) return schema;
  return '$ref' in schema ? { allOf: [schema], ...extra } : { ...schema, ...extra };
}

function typesAcceptedBy(part: Part): readonly TypeName[] {
  return typeNames.filter((type) => part.check?.(samples[type]) ?? true);
}

/** What JSON Schema can say about a rule of valibot. */
function keywordsOf({ type, requirement }: Part, before: JsonSchema): JsonSchema {
  const isList = before !== false && before['type'] === 'array';
  switch (type) {
    case 'integer':
      return { type: 'integer' };
    case 'min_value':
      return { minimum: requirement };
    case 'max_value':
      return { maximum: requirement };
    case 'min_length':
      return isList ? { minItems: requirement } : { minLength: requirement };
    case 'max_length':
      return isList ? { maxItems: requirement } : { maxLength: requirement };
    case 'non_empty':
      return isList ? { minItems: 1 } : { minLength: 1 };
    case 'starts_with':
      return { pattern: `^${String(requirement).replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)}` };
    case 'regex':
      return requirement instanceof RegExp ? patternOf(requirement) : {};
    default:
      return {};
  }
}

/** JSON Schema has no flags, and reads every pattern as with `u`. */
function patternOf({ source, flags }: RegExp): JsonSchema {
  try {
    new RegExp(source, 'u');
    return flags.replace('u', '') === '' ? { pattern: source } : {};
  } catch {
    return {};
  }
}

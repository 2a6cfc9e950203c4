import type * as v from 'valibot';
import { isOptional, type Part } from '../../schemas/valibot-part.ts';

/** A key of an object that a schema takes, as far as the schema itself shows. */
export type SchemaKey = {
  name: string;
  /** In words: `whole number`, `list of strings`. */
  kind: string;
  isRequired: boolean;
  /** As JSON; undefined if there is none. */
  defaultValue: string | undefined;
  /** Minimum and maximum of a number, of a string's length or of a list's length, or the allowed values. */
  bounds: string;
  /** The hook's messages about a wrong value, in the order of its checks. */
  expects: string[];
};

type Schema = v.GenericSchema;
/** The keys of a strict object's schema, through every pipe around it. */
export function describeKeys(schema: Schema): SchemaKey[] {
  return Object.entries(objectOf(schema as unknown as Part)?.entries ?? {}).map(([name, part]) => {
    const mayBeMissing = isOptional(part);
    const inner = mayBeMissing && part.wrapped ? part.wrapped : part;
    return {
      name,
      kind: kindOf(inner),
      isRequired: !mayBeMissing,
      defaultValue: mayBeMissing && part.default !== undefined ? JSON.stringify(part.default) : undefined,
      bounds: boundsOf(inner),
      expects: [...new Set(messagesOf(inner))],
    };
  });
}

function objectOf(part: Part): Part | undefined {
  return part.entries ? part : partsOf(part).find(({ entries }) => entries);
}

function partsOf(part: Part): readonly Part[] {
  return part.pipe?.flatMap((inner) => (inner.pipe ? partsOf(inner) : [inner])) ?? [part];
}

function kindOf(part: Part): string {
  const parts = partsOf(part);
  const types = parts.filter(({ kind }) => kind === 'schema').map(({ type }) => type);
  const has = (type: string) => parts.some((inner) => inner.type === type);
  if (types.includes('array')) {
    const item = parts.find(({ type }) => type === 'array')?.item;
    const what = item === undefined ? 'values' : kindOf(item);
    return `list of ${what === 'string' ? 'strings' : what === 'whole number' ? 'whole numbers' : what}`;
  }
  if (types.includes('number')) return has('integer') ? 'whole number' : 'number';
  if (types.includes('picklist')) return 'one of';
  if (types.includes('boolean')) return 'true or false';
  if (types.includes('record')) return 'object';
  if (types.some((type) => ['strict_object', 'object', 'loose_object'].includes(type))) return 'object';
  if (types.length > 0 && types.every((type) => type === 'custom')) return 'object';
  if (types.includes('lazy')) return 'one of several forms';
  return 'string';
}

function boundsOf(part: Part): string {
  const parts = partsOf(part);
  const requirement = (type: string) => parts.find((inner) => inner.type === type)?.requirement;
  const options = parts.find(({ type }) => type === 'picklist')?.options;
  if (options) return options.map((option) => JSON.stringify(option)).join(', ');
  const range = (least: unknown, most: unknown, unit: string) => {
    if (least !== undefined && most !== undefined) return `${String(least)} to ${String(most)}${unit}`;
    if (most !== undefined) return `at most ${String(most)}${unit}`;
    return least === undefined ? undefined : `at least ${String(least)}${unit}`;
  };
  const isList = parts.some(({ type }) => type === 'array');
  const least = requirement('min_length') ?? (parts.some(({ type }) => type === 'non_empty') ? 1 : undefined);
  return (
    range(requirement('min_value'), requirement('max_value'), '') ??
    range(least, requirement('max_length'), isList ? '' : ' characters') ??
    ''
  );
}

function messagesOf(part: Part): string[] {
  return partsOf(part).flatMap((inner) => [
    ...(typeof inner.message === 'string' ? [inner.message] : []),
    ...(inner.item ? messagesOf(inner.item) : []),
  ]);
}

/** A value that survives a trip through JSON, and so through `hookDetails`. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export type JsonObject = { readonly [key: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** For `JSON.parse` and `JSON.stringify`: replaces lone surrogates, which cannot be encoded in a URL, form or mail. */
export function wellFormed(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

/** How many bytes a value takes as JSON; undefined if it cannot be written: a cycle, a BigInt, nesting that exhausts the stack. */
export function weigh(value: unknown): number | undefined {
  try {
    return Buffer.byteLength(JSON.stringify(value) ?? '');
  } catch {
    return undefined;
  }
}

/** A value that survives a trip through JSON, and so through `hookDetails`. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

export type JsonObject = { readonly [key: string]: JsonValue };

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * `JSON.parse` that replaces lone surrogates, as {@link writeJson} does.
 *
 * @throws {SyntaxError} if it is not valid JSON
 */
export function readJson(text: string): unknown {
  // Calling a function for every value takes longer than the rest of reading, and hardly any text needs it.
  return JSON.parse(text, text.includes('\\u') || !text.isWellFormed() ? wellFormed : undefined);
}

/** `JSON.stringify`, indented, that replaces lone surrogates, which cannot be encoded in a URL, form or mail. */
export function writeJson(value: object): string {
  const text = JSON.stringify(value, undefined, 2);
  // Lone surrogates are written as such escapes. Calling a function for every value takes as long as writing itself.
  return text.includes('\\ud') ? JSON.stringify(value, wellFormed, 2) : text;
}

function wellFormed(_key: string, value: unknown): unknown {
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

import { hash } from 'node:crypto';

/**
 * A JSON value in the one form that its digest is computed over, that of RFC 8785: no space, and the keys of each object in the order of their UTF-16
 * code units. Keys without a value are left out, and lone surrogates are replaced.
 *
 * @example
 * canonicalJson({ b: [1, 'ü'], a: undefined }); // '{"b":[1,"ü"]}'
 * @see https://www.rfc-editor.org/rfc/rfc8785
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value !== 'object' || value === null)
    return JSON.stringify(typeof value === 'string' ? value.toWellFormed() : value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  entries.sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${canonicalJson(key)}:${canonicalJson(inner)}`).join(',')}}`;
}

/** The SHA-256 of a value's canonical form in UTF-8, as 64 hexadecimal digits. */
export function digestOf(value: unknown): string {
  return hash('sha256', canonicalJson(value));
}

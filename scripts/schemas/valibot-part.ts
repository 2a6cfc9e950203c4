/** What valibot keeps in every schema and action, as far as the reference and the JSON Schema are made from it. */
export type Part = {
  kind: string;
  type: string;
  requirement?: unknown;
  message?: unknown;
  pipe?: readonly Part[];
  wrapped?: Part;
  default?: unknown;
  entries?: Record<string, Part>;
  item?: Part;
  key?: Part;
  value?: Part;
  literal?: unknown;
  options?: readonly unknown[];
  check?(input: unknown): boolean;
  getter?(input: unknown): Part;
};

/** A key that may be missing: `v.optional` also takes undefined for it, `v.exactOptional` does not. */
export function isOptional({ type }: Part): boolean {
  return type === 'optional' || type === 'exact_optional';
}

import { isJsonObject } from '../../../hook/json.ts';

/** The steps from the root to one value: names of members and positions in lists. */
export type JsonPath = readonly (string | number)[];

/** How a path is written, for messages. */
export const jsonPathWanted =
  'expected a path to one value, such as "$.version" or "$.items[0][\'build-id\']"; wildcards, filters, slices and ".." are not supported';

/**
 * Reads a path of RFC 9535 that leads to at most one value ("singular query"): `.name`, `['name']`, `["name"]` and `[0]`, negative from the
 * end. Paths that could lead to several values, or that run a regular expression, are not supported. Undefined if it is not such a path.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9535#name-singular-queries
 * @example
 * parseJsonPath("$.items[0]['build-id']"); // ['items', 0, 'build-id']
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$') || text.length > maxPathLength) return undefined;
  const steps: (string | number)[] = [];
  const step =
    /\.([\p{L}_][\p{L}\p{N}_-]*)|\['((?:[^'\\]|\\['\\])*)'\]|\["((?:[^"\\]|\\["\\])*)"\]|\[(0|-?[1-9]\d{0,8})\]/uy;
  step.lastIndex = 1;
  while (step.lastIndex < text.length) {
    const found = step.exec(text);
    if (found === null) return undefined;
    const [, name, single, double, index] = found;
    const quoted = single ?? double;
    steps.push(index === undefined ? (name ?? quoted?.replace(/\\(.)/g, '$1') ?? '') : Number(index));
  }
  return steps;
}

const maxPathLength = 500;

/** The value at a path. `found: false` if there is none, which is not the same as null. */
export function valueAt(root: unknown, path: JsonPath): { found: true; value: unknown } | { found: false } {
  let value = root;
  for (const step of path) {
    if (typeof step === 'number') {
      if (!Array.isArray(value)) return { found: false };
      const at = step < 0 ? value.length + step : step;
      if (at < 0 || at >= value.length) return { found: false };
      value = value[at];
    } else {
      if (!isJsonObject(value) || !Object.hasOwn(value, step)) return { found: false };
      value = value[step];
    }
  }
  return { found: true, value };
}

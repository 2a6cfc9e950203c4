import {
  type FilterFunction,
  FunctionExpressionType,
  JSONPathEnvironment,
  type JSONPathQuery,
  JSONPathRecursionLimitError,
  Nothing,
} from 'json-p3';
import { isJsonObject } from '../../../../hook/json.ts';
import { compileLinearRegex, type LinearRegex } from '../../../../wording/linear-regex.ts';
import { messageOf } from '../../../../wording/values.ts';
import { limitTime } from '../../../../wording/within-time.ts';

/** A path of RFC 9535, ready to be used. */
export type JsonQuery = {
  /** Whether it leads to at most one value in any JSON. */
  isSingular: boolean;
  /** The values that it leads to. Throws an error with a clause for people if there are too many, or if it takes too long. */
  find(root: unknown): readonly unknown[];
};

/**
 * Compiles a path of RFC 9535, all of it. `match()` and `search()` use regular expressions that take linear time, because their pattern may come
 * from the response. Throws an error that says what is wrong with the path.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9535
 * @example compileJsonQuery('$.items[?@.price > 10].id').find({ items: [{ id: 7, price: 12 }] }) // [7]
 */
export function compileJsonQuery(path: string, maxMs?: number): JsonQuery {
  const query = compile(path);
  return { isSingular: query.singularQuery(), find: limitTime((root: unknown) => take(query, root), maxMs) };
}

function compile(path: string): JSONPathQuery {
  try {
    return environment().compile(path);
  } catch (error) {
    throw new Error(`expected a path of RFC 9535: ${messageOf(error)}`);
  }
}

const maxNodes = 10_000;
const maxDepth = 500;

function take(query: JSONPathQuery, root: unknown): readonly unknown[] {
  const found: unknown[] = [];
  try {
    for (const { value } of query.lazyQuery(root as Parameters<JSONPathQuery['lazyQuery']>[0])) {
      if (found.push(value) > maxNodes) throw new Error(`leads to more than ${maxNodes} values`);
    }
  } catch (error) {
    if (error instanceof JSONPathRecursionLimitError) throw new Error(`leads deeper than ${maxDepth} levels`);
    throw error;
  }
  return found;
}

/** Its own for every path, because its functions remember the patterns that they have compiled. */
function environment(): JSONPathEnvironment {
  const made = new JSONPathEnvironment({ maxRecursionDepth: maxDepth });
  made.functionRegister.set(
    'match',
    regexFunction((pattern) => `^(?:${pattern})$`),
  );
  made.functionRegister.set(
    'search',
    regexFunction((pattern) => pattern),
  );
  made.functionRegister.set('length', lengthFunction());
  return made;
}

const { LogicalType, ValueType } = FunctionExpressionType;
const maxPatterns = 100;

function regexFunction(wrap: (pattern: string) => string): FilterFunction {
  const compiled = new Map<string, LinearRegex | undefined>();
  return {
    argTypes: [ValueType, ValueType],
    returnType: LogicalType,
    call(text: unknown, pattern: unknown) {
      if (typeof text !== 'string' || typeof pattern !== 'string') return false;
      if (compiled.size > maxPatterns) compiled.clear();
      if (!compiled.has(pattern)) compiled.set(pattern, compileIRegexp(pattern, wrap));
      return compiled.get(pattern)?.test(text) ?? false;
    },
  };
}

/** A pattern of RFC 9485; undefined for one that is not valid, which then matches nothing, as RFC 9535 demands. */
function compileIRegexp(pattern: string, wrap: (pattern: string) => string): LinearRegex | undefined {
  try {
    return compileLinearRegex(wrap(withoutLineEnds(pattern)));
  } catch {
    return undefined;
  }
}

/** A dot of RFC 9485 is neither \n nor \r; one of RE2 is only not \n. */
function withoutLineEnds(pattern: string): string {
  return pattern.replace(/\\.|\[(?:\\.|[^\]\\])*\]|\./gsu, (part) => (part === '.' ? String.raw`[^\n\r]` : part));
}

/** In characters, not in the units of UTF-16. */
function lengthFunction(): FilterFunction {
  return {
    argTypes: [ValueType],
    returnType: ValueType,
    call(value: unknown) {
      if (typeof value === 'string') return [...value].length;
      if (Array.isArray(value)) return value.length;
      return isJsonObject(value) ? Object.keys(value).length : Nothing;
    },
  };
}

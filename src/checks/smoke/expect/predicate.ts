import type { JsonValue } from '../../../hook/json.ts';
import type { LinearRegex } from '../../../wording/linear-regex.ts';
import type { Expected } from './deployment-value.ts';

/**
 * What a value must be like: all of these tests hold. A plain value in the configuration is the test for equality alone.
 *
 * @example
 * // { ">": 3, "<=": 10 } is
 * [{ key: '>', wanted: 3 }, { key: '<=', wanted: 10 }]
 */
export type Predicate = readonly PredicateTest[];

/** One test, by the key that it is written with. */
export type PredicateTest =
  | { key: '==' | '!='; wanted: Expected<JsonValue> }
  | { key: NumberKey; wanted: number }
  | { key: TextKey; wanted: Expected }
  /** Whether there is at least one value. */
  | { key: 'exists'; wanted: boolean }
  /** How many values there are, or how many items one list has. */
  | { key: 'count'; wanted: Predicate }
  | { key: 'type'; wanted: JsonType }
  | { key: 'matches'; wanted: Pattern }
  | { key: 'oneOf'; wanted: readonly Expected<JsonValue>[] }
  | { key: 'not'; wanted: Predicate };

export type NumberKey = '<' | '<=' | '>' | '>=';
export type TextKey = 'contains' | 'notContains' | 'startsWith' | 'endsWith' | 'prefixOf';

export const jsonTypes = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null'] as const;
export type JsonType = (typeof jsonTypes)[number];

/** `regex` is missing until what it belongs to has been compiled. */
export type Pattern = { text: string; regex?: LinearRegex };

/** All tests of a predicate that compare values, including those inside `not`. */
export function testsOf(predicate: Predicate): readonly PredicateTest[] {
  return predicate.flatMap((test) => (test.key === 'not' ? testsOf(test.wanted) : [test]));
}

/** What a test compares with, literal or of the deployment. */
export function expectedOf(test: PredicateTest): readonly Expected<JsonValue>[] {
  switch (test.key) {
    case '==':
    case '!=':
    case 'contains':
    case 'notContains':
    case 'startsWith':
    case 'endsWith':
    case 'prefixOf':
      return [test.wanted];
    case 'oneOf':
      return test.wanted;
    default:
      return [];
  }
}

/** The tests that only a response of the deployment's own version meets, if its value differs from the one before. */
export function mayProve(test: PredicateTest): boolean {
  const isProving = test.key === '==' || test.key === 'startsWith' || test.key === 'prefixOf';
  return isProving && test.wanted.kind === 'deployment';
}

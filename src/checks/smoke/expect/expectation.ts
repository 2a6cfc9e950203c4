import type { JsonObject } from '../../../hook/json.ts';
import type { Expected } from './deployment-value.ts';
import type { JsonQuery } from './engines/json-query.ts';
import type { SchemaValidator } from './engines/json-schema.ts';
import type { JsonPath } from './json-path.ts';
import { expectedOf, mayProve, type Predicate, testsOf } from './predicate.ts';

/** What a response must be like: all of these rules hold. */
export type Expectation = { rules: readonly ExpectationRule[] };

export type ExpectationRule = PredicateRule | SchemaRule;

/** Something in the response, and what it must be like. */
export type PredicateRule = { subject: RuleSubject; predicate: Predicate } & Placed;

/** `validate` is missing until the expectation has been compiled. */
export type SchemaRule = { subject: { of: 'schema' }; schema: JsonObject; validate?: SchemaValidator } & Placed;

/** Where it is written: below the request such as `expect.json["$.sha"]`, or with a slash before it below `hookDetails`. */
type Placed = { at: string };

/** What a predicate is about. */
export type RuleSubject =
  /** `name` is in lower case. */
  | { of: 'header'; name: string }
  /** The value of a cookie, or one of its attributes, such as `Path`. */
  | { of: 'cookie'; name: string; attribute: string | undefined }
  /** `path` for a path to at most one value that needs no library; for others there is a `query` as soon as the expectation has been compiled. */
  | { of: 'json'; text: string; path: JsonPath | undefined; query?: JsonQuery }
  /** The whole body, without white space at both ends. */
  | { of: 'body' }
  /** How many redirects were followed. */
  | { of: 'redirects' }
  /** Where one of them led to: the first is 0, the last is -1. */
  | { of: 'location'; position: number }
  | { of: 'daysToExpiry' }
  | { of: 'firstByte' };

/** Both together, with the rules of the first one first. */
export function joinExpectations(
  one: Expectation | undefined,
  other: Expectation | undefined,
): Expectation | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return { rules: [...one.rules, ...other.rules] };
}

/** Whether the body of the response is part of it. */
export function readsBody({ rules }: Expectation): boolean {
  return rules.some(({ subject: { of } }) => of === 'json' || of === 'body' || of === 'schema');
}

type NamedValue = Extract<Expected, { kind: 'deployment' }>;

/** The values of the deployment that an expectation names, as written. All of them have to be read. */
export function deploymentValuesOf(expectation: Expectation | undefined): readonly NamedValue[] {
  const tests = (expectation?.rules ?? []).flatMap((rule) => ('predicate' in rule ? testsOf(rule.predicate) : []));
  return tests.flatMap(expectedOf).filter((expected): expected is NamedValue => expected.kind === 'deployment');
}

/** Whether a response that meets it may prove that it is green's. A value inside `not` or `oneOf` proves nothing. */
export function isProving(expectation: Expectation | undefined): boolean {
  return (expectation?.rules ?? []).some((rule) => 'predicate' in rule && rule.predicate.some(mayProve));
}

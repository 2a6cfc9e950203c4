import type { JsonObject } from '../../../hook/json.ts';
import type { Expected } from './deployment-value.ts';
import type { JsonQuery } from './engines/json-query.ts';
import type { SchemaValidator } from './engines/json-schema.ts';
import type { JsonPath } from './json-path.ts';
import { expectedOf, mayProve, type Predicate, testsOf } from './predicate.ts';

/** The keys of `expect`, as they are written: a plain value, which must be equal, or a predicate. All of them must hold. */
export type WrittenExpectation = {
  /** Names of headers, each with a value or a predicate. A header that is sent several times must be like this every time. */
  header?: Readonly<Record<string, Predicate>> | undefined;
  /** Names of cookies that the response sets, or their attributes, such as `session[Path]`, each with a value or a predicate. */
  cookie?: Readonly<Record<string, Predicate>> | undefined;
  /** Paths of RFC 9535 into the JSON of the body, each with a value or a predicate. */
  json?: Readonly<Record<string, Predicate>> | undefined;
  /** A JSON Schema (2020-12) for the JSON of the body; `$ref` leads only into the schema itself, and `format` describes without validating. */
  schema?: JsonObject | undefined;
  /** The whole body, without white space at both ends: a value or a predicate. */
  body?: Predicate | undefined;
  /** The redirects that were followed: `count`, and `location` of the last one, or a list for the whole chain. */
  redirects?: { count?: Predicate | undefined; location?: Predicate | Predicate[] | undefined } | undefined;
  /** `daysToExpiry` of the certificate, rounded down: a number or a predicate. */
  tls?: { daysToExpiry?: Predicate | undefined } | undefined;
  /** Milliseconds allowed from sending to the first byte of the response. */
  maxFirstByteMillis?: number | undefined;
};

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

/** A place in the JSON of a body. */
export type JsonSubject = Extract<RuleSubject, { of: 'json' }>;

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

/** Whether it is about the redirects that were followed. */
export function readsRedirects({ subject: { of } }: ExpectationRule): boolean {
  return of === 'redirects' || of === 'location';
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

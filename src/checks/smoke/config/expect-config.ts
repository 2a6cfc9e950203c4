import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../../../hook/json.ts';
import type { Expectation, ExpectationRule, RuleSubject, WrittenExpectation } from '../expect/expectation.ts';
import { parseJsonPath } from '../expect/json-path.ts';
import type { Predicate } from '../expect/predicate.ts';
import { hasPlaceholder, noPlaceholder } from '../variables/no-placeholder.ts';
import {
  fieldPredicateSchema,
  jsonPredicateSchema,
  numberPredicateSchema,
  textPredicateSchema,
} from './predicate-config.ts';
import { wholeNumberSchema } from './whole-number-schema.ts';

const maxEntries = 20;

/** An object of names or paths, each with what is expected of it. */
function recordOf(
  key: v.GenericSchema<string, string>,
  value: v.GenericSchema<unknown, Predicate>,
  { what, message }: { what: string; message: string },
) {
  const isSmall = (record: Record<string, Predicate>) =>
    Object.keys(record).length >= 1 && Object.keys(record).length <= maxEntries;
  return v.pipe(
    // Otherwise a list would be accepted as a record.
    v.custom<Record<string, unknown>>(isJsonObject, message),
    v.record(key, value, message) as v.GenericSchema<Record<string, unknown>, Record<string, Predicate>>,
    v.check(isSmall, `expected 1 to ${maxEntries} ${what}`),
  );
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

const headerSchema = recordOf(
  v.pipe(v.string(), v.regex(new RegExp(`^${token}$`), 'expected the name of a header')),
  fieldPredicateSchema,
  { what: 'headers', message: 'expected an object of header names and values' },
);

const cookiePattern = new RegExp(`^(${token})(?:\\[(Expires|Max-Age|Domain|Path|Secure|HttpOnly|SameSite)\\])?$`, 'i');

const cookieSchema = recordOf(
  v.pipe(
    v.string(),
    v.regex(
      cookiePattern,
      'expected the name of a cookie such as "session", or one of its attributes such as "session[Path]"',
    ),
  ),
  fieldPredicateSchema,
  { what: 'cookies', message: 'expected an object of cookie names and values' },
);

/** Paths of RFC 9535, and what is expected at each. A path is read completely when the expectation is compiled. */
export const jsonSchema = recordOf(
  v.pipe(
    v.string(),
    v.startsWith('$', 'expected a path that begins with "$", such as "$.version" or "$.items[*].id"'),
    v.maxLength(500, 'expected a path of at most 500 characters'),
    noPlaceholder('a path, which is not filled in: compare the value at a path with it, such as "$.items[*].id"'),
  ),
  jsonPredicateSchema,
  { what: 'paths', message: 'expected an object of paths and values' },
);

const locationSchema = v.lazy((input) => (Array.isArray(input) ? locationsSchema : textPredicateSchema));

const locationsSchema = v.pipe(
  v.array(textPredicateSchema),
  v.minLength(1, 'expected 1 to 10 locations'),
  v.maxLength(10, 'expected 1 to 10 locations'),
);

/** Objects of which at least one key is there. */
function someOf<Entries extends v.ObjectEntries>(entries: Entries) {
  const names = Object.keys(entries);
  const [last, ...others] = names.toReversed();
  const text = others.length === 0 ? last : `${others.toReversed().join(', ')} or ${last}`;
  return v.pipe(
    v.custom<object>(isJsonObject, `expected an object with ${text}`),
    v.strictObject(entries),
    v.check(
      (object) => Object.keys(object).length > 0,
      others.length === 0 ? `expected ${text}` : `expected at least one of ${names.join(', ')}`,
    ),
  );
}

const entries = {
  header: v.optional(headerSchema),
  cookie: v.optional(cookieSchema),
  json: v.optional(jsonSchema),
  schema: v.optional(
    v.pipe(
      v.custom<JsonObject>(isJsonObject, 'expected a JSON Schema'),
      v.check((schema) => Object.keys(schema).length > 0, 'expected a JSON Schema with at least one keyword'),
      v.check(
        (schema) => JSON.stringify(schema).length <= 100_000,
        'expected a JSON Schema of at most 100000 characters',
      ),
      v.check(
        (schema) => !hasPlaceholder(JSON.stringify(schema)),
        'expected no "{{…}}" in a JSON Schema, which is not filled in: compare the value at its path with it',
      ),
    ),
  ),
  body: v.optional(textPredicateSchema),
  redirects: v.optional(someOf({ count: v.optional(numberPredicateSchema), location: v.optional(locationSchema) })),
  tls: v.optional(someOf({ daysToExpiry: v.optional(numberPredicateSchema) })),
  maxFirstByteMillis: v.optional(wholeNumberSchema(1, 60_000)),
};

/** The keys of `expect` in `hookDetails`. Its output is an {@link Expectation}. */
export const expectSchema = v.pipe(
  someOf(entries),
  v.transform((expectation): Expectation => ({ rules: rulesOf(expectation) })),
);

/** The same for all requests, which is written next to them. */
export const sharedExpectSchema = v.pipe(
  expectSchema,
  v.transform(({ rules }): Expectation => ({ rules: rules.map((rule) => ({ ...rule, at: `/${rule.at}` })) })),
);

function rulesOf(expectation: WrittenExpectation): readonly ExpectationRule[] {
  const { header = {}, cookie = {}, json, schema, body, redirects, tls, maxFirstByteMillis } = expectation;
  return [
    ...rulesFor(header, 'expect.header', (name) => ({ of: 'header', name: name.toLowerCase() })),
    ...rulesFor(cookie, 'expect.cookie', parseCookieName),
    ...jsonRules(json, 'expect.json'),
    ...(schema === undefined ? [] : [{ at: 'expect.schema', subject: { of: 'schema' }, schema } as const]),
    ...ruleFor(body, 'expect.body', { of: 'body' }),
    ...ruleFor(redirects?.count, 'expect.redirects.count', { of: 'redirects' }),
    ...locationRules(redirects?.location),
    ...ruleFor(tls?.daysToExpiry, 'expect.tls.daysToExpiry', { of: 'daysToExpiry' }),
    ...ruleFor(
      maxFirstByteMillis === undefined ? undefined : [{ key: '<=', wanted: maxFirstByteMillis }],
      'expect.maxFirstByteMillis',
      { of: 'firstByte' },
    ),
  ];
}

/** The rules of `json`, which may also be written without `expect`. */
export function jsonRules(json: WrittenExpectation['json'], at: string): readonly ExpectationRule[] {
  return rulesFor(json ?? {}, at, (text) => ({ of: 'json', text, path: parseJsonPath(text) }));
}

function rulesFor(
  record: Record<string, Predicate>,
  at: string,
  subjectOf: (key: string) => RuleSubject,
): ExpectationRule[] {
  return Object.entries(record).map(([key, predicate]) => ({
    at: `${at}[${JSON.stringify(key)}]`,
    subject: subjectOf(key),
    predicate,
  }));
}

function ruleFor(predicate: Predicate | undefined, at: string, subject: RuleSubject): ExpectationRule[] {
  return predicate === undefined ? [] : [{ at, subject, predicate }];
}

function parseCookieName(text: string): RuleSubject {
  const [name = text, attribute] = text.split(/[[\]]/);
  return { of: 'cookie', name, attribute: attribute?.toLowerCase() };
}

/** A single location is the last one; a list is the whole chain. */
function locationRules(location: Predicate | Predicate[] | undefined): ExpectationRule[] {
  const at = 'expect.redirects.location';
  if (location === undefined || !isChain(location)) return ruleFor(location, at, { of: 'location', position: -1 });
  const wanted = { kind: 'literal', value: location.length } as const;
  return [
    ...ruleFor([{ key: '==', wanted }], at, { of: 'redirects' }),
    ...location.flatMap((each, position) => ruleFor(each, `${at}[${position}]`, { of: 'location', position })),
  ];
}

/** A predicate is a list too, of tests. */
function isChain(location: Predicate | Predicate[]): location is Predicate[] {
  return Array.isArray(location[0]);
}

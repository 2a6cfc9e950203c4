import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { deploymentValueWanted, type Expected, parseExpected } from './deployment-value.ts';
import { type JsonPath, jsonPathWanted, parseJsonPath } from './json-path.ts';

/** What a response must contain, all of it. Comparison is exact. */
export type Expectation = {
  /** By lower-case name. A header that is sent several times must have the value every time. */
  header: readonly { name: string; expected: Expected }[];
  /** The body is JSON and has these values at these paths; `text` is the path as written. */
  json: readonly { text: string; path: JsonPath; expected: Expected<JsonScalar> }[];
  /** The whole body, without white space at both ends. */
  body: Expected | undefined;
};

export type JsonScalar = string | number | boolean | null;

const longest = 1000;

const textSchema = v.pipe(
  v.string('expected a string'),
  v.nonEmpty('expected a string that is not empty: an empty one proves nothing'),
  v.maxLength(longest, `expected at most ${longest} characters`),
  v.check((text) => parseExpected(text) !== undefined, deploymentValueWanted),
);

const scalarMessage = 'expected a string, a number, true, false or null';
const scalarSchema = v.lazy((input) =>
  typeof input === 'string'
    ? v.pipe(
        v.string(),
        v.maxLength(longest, `expected at most ${longest} characters`),
        v.check((text) => parseExpected(text) !== undefined, deploymentValueWanted),
      )
    : v.union([v.number(scalarMessage), v.boolean(scalarMessage), v.null(scalarMessage)], scalarMessage),
);

// Otherwise a list would be accepted as a record.
const isSmall = (record: object) => Object.keys(record).length >= 1 && Object.keys(record).length <= 20;

/** The keys of `expect` in `hookDetails`. Its output is an {@link Expectation}. */
export const expectSchema = v.pipe(
  v.custom<object>(isJsonObject, 'expected an object with header, json or body'),
  v.strictObject({
    header: v.optional(
      v.pipe(
        v.custom<object>(isJsonObject, 'expected an object of header names and values'),
        v.record(
          v.pipe(v.string(), v.regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected the name of a header')),
          textSchema,
        ),
        v.check(isSmall, 'expected 1 to 20 headers'),
      ),
    ),
    json: v.optional(
      v.pipe(
        v.custom<object>(isJsonObject, 'expected an object of paths and values'),
        v.record(
          v.pipe(
            v.string(),
            v.check((text) => parseJsonPath(text) !== undefined, jsonPathWanted),
          ),
          scalarSchema,
        ),
        v.check(isSmall, 'expected 1 to 20 paths'),
      ),
    ),
    body: v.optional(textSchema),
  }),
  v.check(
    ({ header, json, body }) => header !== undefined || json !== undefined || body !== undefined,
    'expected at least one of header, json and body',
  ),
  v.transform(
    ({ header = {}, json = {}, body }): Expectation => ({
      header: Object.entries(header).map(([name, text]) => ({ name: name.toLowerCase(), expected: read(text) })),
      json: Object.entries(json).map(([text, value]) => ({
        text,
        path: parseJsonPath(text) ?? [],
        expected: read(value),
      })),
      body: body === undefined ? undefined : read(body),
    }),
  ),
);

function read<Literal extends JsonScalar>(value: Literal): Expected<Literal> {
  if (typeof value !== 'string') return { kind: 'literal', value };
  // Both are strings here; a string that names nothing has been refused above.
  return (parseExpected(value) ?? { kind: 'literal', value }) as Expected<Literal>;
}

/** The values of the deployment that an expectation names, as written. */
export function deploymentValuesOf(
  expectation: Expectation | undefined,
): readonly Extract<Expected, { kind: 'deployment' }>[] {
  if (expectation === undefined) return [];
  const { header, json, body } = expectation;
  const all = [...header, ...json].map(({ expected }) => expected);
  return [...all, body].filter((each) => each?.kind === 'deployment');
}

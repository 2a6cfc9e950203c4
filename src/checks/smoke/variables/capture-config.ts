import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { isSecretName } from '../../../wording/values.ts';
import { jsonPathWanted, parseJsonPath } from '../expect/json-path.ts';
import type { Pattern } from '../expect/predicate.ts';
import { noPlaceholder } from './no-placeholder.ts';
import { variableName } from './template.ts';

const nameWanted = 'expected a name of letters, digits, "_" and "-" that begins with a letter';
/** The name of a variable, a secret or a captured value. */
export const nameSchema = v.pipe(v.string(), v.regex(variableName, nameWanted));

/** A value of the answer that later requests use. */
export type Capture = {
  name: string;
  from: { of: 'json'; path: string } | { of: 'header' | 'cookie'; name: string } | { of: 'matches'; pattern: Pattern };
  /** Whether its name, or where it comes from, says that it is a secret. It may turn out to be one later. */
  isSecret: boolean;
};

const captureWanted = 'expected a JSON path such as "$.id", or an object with one of json, header, cookie and matches';
const pathSchema = v.pipe(
  v.string(captureWanted),
  noPlaceholder('the place of a captured value, which is not filled in'),
  v.check((text) => parseJsonPath(text) !== undefined, jsonPathWanted),
);
const textSchema = v.pipe(
  v.string('expected a string'),
  v.nonEmpty('expected a string that is not empty'),
  v.maxLength(500, 'expected at most 500 characters'),
  noPlaceholder('the place of a captured value, which is not filled in'),
);

const sourceSchema = v.pipe(
  v.custom<object>(isJsonObject, captureWanted),
  v.strictObject({
    json: v.exactOptional(pathSchema),
    header: v.exactOptional(textSchema),
    cookie: v.exactOptional(textSchema),
    matches: v.exactOptional(textSchema),
    secret: v.optional(v.boolean('expected true or false'), false),
  }),
  v.check(
    ({ secret: _, ...places }) => Object.keys(places).length === 1,
    'expected exactly one of json, header, cookie and matches',
  ),
);

/** The key `capture` of a request. Its output is a list of {@link Capture}. */
export const captureSchema = v.pipe(
  v.custom<object>(isJsonObject, 'expected an object of names and where their values are in the answer'),
  v.record(
    nameSchema,
    v.lazy((input) => (typeof input === 'string' ? pathSchema : sourceSchema)),
  ),
  v.check((record) => Object.keys(record).length <= 20, 'expected at most 20 captures'),
  v.transform((record): readonly Capture[] => Object.entries(record).map(([name, source]) => captureOf(name, source))),
);

type Source = v.InferOutput<typeof sourceSchema>;

function captureOf(name: string, source: string | Source): Capture {
  if (typeof source === 'string') return captureOf(name, { json: source, secret: false });
  const { secret, ...place } = source;
  // A cookie is a session, as a rule.
  const isSecret = secret || 'cookie' in place || [name, ...Object.values(place)].some(isSecretName);
  return { name, isSecret, from: fromOf(place) };
}

function fromOf({ json = '', header, cookie, matches }: Omit<Source, 'secret'>): Capture['from'] {
  if (header !== undefined) return { of: 'header', name: header.toLowerCase() };
  if (cookie !== undefined) return { of: 'cookie', name: cookie };
  if (matches !== undefined) return { of: 'matches', pattern: { text: matches } };
  return { of: 'json', path: json };
}

import * as v from 'valibot';
import { isJsonObject, type JsonValue } from '../../../hook/json.ts';
import { refuseIf } from '../../refuse-if.ts';
import { deploymentValueWanted, type Expected, parseExpected } from '../expect/deployment-value.ts';
import { jsonTypes, type Pattern, type Predicate } from '../expect/predicate.ts';
import { noPlaceholder } from '../variables/no-placeholder.ts';

const maxText = 1000;
const tooLong = `expected at most ${maxText} characters`;

/** Reads a string that may name a value of the deployment. */
const readExpected = v.rawTransform<string, Expected>(({ dataset, addIssue, NEVER }) => {
  const expected = parseExpected(dataset.value);
  if (expected !== undefined) return expected;
  addIssue({ message: deploymentValueWanted });
  return NEVER;
});

const textSchema = v.pipe(
  v.string('expected a string'),
  v.nonEmpty('expected a string that is not empty: an empty one proves nothing'),
  v.maxLength(maxText, tooLong),
  readExpected,
);

const stringSchema = v.pipe(v.string(), v.maxLength(maxText, tooLong), readExpected);

const exactMessage =
  'expected a number up to 9007199254740991: a larger one is rounded when JSON is read, so that another number would equal it';

const otherSchema = v.pipe(
  v.custom<JsonValue>(() => true),
  v.check(
    (value) => !somewhere(value, (leaf) => /^\$(?!\$)|\{\{/.test(String(leaf).replaceAll('{{{{', ' '))),
    'expected no "$…" and no "{{…}}" inside a list or an object: compare it with its own path, or write "$$" for a string that begins with "$", and "{{{{" for "{{"',
  ),
  v.check((value) => !somewhere(value, (leaf) => !isExact(leaf)), exactMessage),
  v.check((value) => JSON.stringify(value).length <= 10_000, 'expected at most 10000 characters of JSON'),
  v.transform((value): Expected<JsonValue> => ({ kind: 'literal', value: readLiteral(value) })),
);

function isExact(value: unknown): boolean {
  return !Number.isInteger(value) || Number.isSafeInteger(value);
}

function somewhere(value: JsonValue, test: (leaf: JsonValue) => boolean): boolean {
  if (typeof value !== 'object' || value === null) return test(value);
  return Object.values(value).some((inner) => somewhere(inner, test));
}

/** `$$` is a literal `$`, and `{{{{` a literal `{{`, as everywhere. */
function readLiteral(value: JsonValue): JsonValue {
  if (typeof value === 'string') return value.replace(/^\$\$/, '$$').replaceAll('{{{{', '{{');
  if (Array.isArray(value)) return value.map(readLiteral);
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, readLiteral(inner)]))
    : value;
}

/** Anything that JSON can say, for the keys that compare with it. */
const literalSchema = v.lazy((input) => (typeof input === 'string' ? stringSchema : otherSchema));

const numberSchema = v.pipe(v.number('expected a number'), v.finite('expected a number'));

const patternSchema = v.pipe(
  v.string('expected a regular expression'),
  v.nonEmpty('expected a regular expression that is not empty'),
  v.maxLength(maxText, tooLong),
  noPlaceholder(
    'a regular expression, which is not filled in: use contains, startsWith or endsWith, or write "\\{\\{" for "{{"',
  ),
  v.transform((text): Pattern => ({ text })),
);

const numberEntries = {
  '>': v.optional(numberSchema),
  '>=': v.optional(numberSchema),
  '<': v.optional(numberSchema),
  '<=': v.optional(numberSchema),
};

const textEntries = {
  matches: v.optional(patternSchema),
  contains: v.optional(textSchema),
  notContains: v.optional(textSchema),
  startsWith: v.optional(textSchema),
  endsWith: v.optional(textSchema),
  prefixOf: v.optional(textSchema),
};

const existsEntry = { exists: v.optional(v.boolean('expected true or false')) };

const exactNumberSchema = v.pipe(
  numberSchema,
  v.check((value: number) => isExact(value), exactMessage),
  v.transform((value): Expected<JsonValue> => ({ kind: 'literal', value })),
);

/** A number, or a predicate about one. */
export const numberPredicateSchema: v.GenericSchema<unknown, Predicate> = v.lazy((input) =>
  isJsonObject(input)
    ? predicateOf({ '==': v.optional(exactNumberSchema), '!=': v.optional(exactNumberSchema), ...numberEntries })
    : plain(
        v.pipe(
          v.custom<number>(Number.isFinite, 'expected a number, or a predicate such as { ">=": 1 }'),
          exactNumberSchema,
        ),
      ),
);

function listOf<Item>(schema: v.GenericSchema<unknown, Item>) {
  return v.pipe(
    v.array(schema, 'expected a list of values'),
    v.minLength(1, 'expected at least one value'),
    v.maxLength(50, 'expected at most 50 values'),
  );
}

/** What is found in JSON: a scalar that it must equal, or a predicate. */
export const jsonPredicateSchema: v.GenericSchema<unknown, Predicate> = v.lazy((input) => {
  if (isJsonObject(input)) return jsonObjectSchema;
  if (Array.isArray(input)) return v.custom<Predicate>(() => false, listMessage);
  return typeof input === 'string' ? plainString : plainOther;
});

const plainString = plain(stringSchema);
const plainOther = plain(otherSchema);

const listMessage =
  'expected a string, a number, true, false, null or a predicate: write { "==": […] } for a list, or { "oneOf": […] } for one of several values';

const jsonObjectSchema = predicateOf({
  '==': v.optional(literalSchema),
  '!=': v.optional(literalSchema),
  ...numberEntries,
  ...existsEntry,
  count: v.optional(numberPredicateSchema),
  type: v.optional(v.picklist(jsonTypes, `expected one of ${jsonTypes.map((type) => `"${type}"`).join(', ')}`)),
  oneOf: v.optional(listOf(literalSchema)),
  ...textEntries,
  not: v.optional(v.lazy(() => jsonPredicateSchema)),
});

const comparedTextEntries = {
  '==': v.optional(textSchema),
  '!=': v.optional(textSchema),
  ...numberEntries,
  oneOf: v.optional(listOf(textSchema)),
  ...textEntries,
};

const plainText = plain(textSchema);

/** Text that is always there, such as a body. */
export const textPredicateSchema: v.GenericSchema<unknown, Predicate> = v.lazy((input) =>
  isJsonObject(input) ? textObjectSchema : plainText,
);

const textObjectSchema = predicateOf({ ...comparedTextEntries, not: v.optional(v.lazy(() => textPredicateSchema)) });

/** Text that may be missing, or be there several times, such as a header. */
export const fieldPredicateSchema: v.GenericSchema<unknown, Predicate> = v.lazy((input) =>
  isJsonObject(input) ? fieldObjectSchema : plainText,
);

const fieldObjectSchema = predicateOf({
  ...comparedTextEntries,
  ...existsEntry,
  count: v.optional(numberPredicateSchema),
  not: v.optional(v.lazy(() => fieldPredicateSchema)),
});

/** A plain value means equality. */
function plain<Input>(schema: v.GenericSchema<Input, Expected<JsonValue>>) {
  return v.pipe(
    schema,
    v.transform((wanted): Predicate => [{ key: '==', wanted }]),
  );
}

/** An object with some of these keys, each of which is a test. */
function predicateOf(entries: v.ObjectEntries): v.GenericSchema<unknown, Predicate> {
  const names = Object.keys(entries).join(', ');
  const strayIn = (input: object) => Object.keys(input).find((key) => !Object.hasOwn(entries, key));
  return v.pipe(
    v.custom<object>(isJsonObject),
    refuseIf((input: object) => {
      const stray = strayIn(input);
      if (stray === undefined) return undefined;
      return `expected a predicate with keys of ${names}, not ${JSON.stringify(stray.slice(0, 40))}`;
    }),
    v.strictObject(entries),
    v.check((object) => Object.keys(object).length > 0, `expected a predicate with at least one key of ${names}`),
    v.transform((object) => Object.entries(object).map(([key, wanted]) => ({ key, wanted })) as unknown as Predicate),
  );
}

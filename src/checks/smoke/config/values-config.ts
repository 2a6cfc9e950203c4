import * as v from 'valibot';
import { isJsonObject } from '../../../hook/json.ts';
import { nameSchema } from '../variables/capture-config.ts';
import { parseSecretReference, secretReferenceWanted } from '../variables/secret-reference.ts';

/** Names that the requests of a suite may use. */
export type NamedValues = {
  /** Plain values, by the names with which requests use them: `{{name}}`. */
  variables?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Where secrets are stored, by the names with which requests use them. They are never written here. */
  secrets?: Readonly<Record<string, string>> | undefined;
};

/** The keys of a suite that name values. */
export const valuesEntries = {
  variables: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object of names and values'),
      v.record(
        nameSchema,
        v.union(
          [v.pipe(v.string(), v.maxLength(4000, 'expected at most 4000 characters')), v.number(), v.boolean()],
          'expected a string, a number, true or false',
        ),
      ),
      v.check((record) => Object.keys(record).length <= 50, 'expected at most 50 variables'),
    ),
  ),
  secrets: v.optional(
    v.pipe(
      v.custom<object>(isJsonObject, 'expected an object of names and places of secrets'),
      v.record(
        nameSchema,
        v.pipe(
          v.string(secretReferenceWanted),
          v.check((text) => parseSecretReference(text) !== undefined, secretReferenceWanted),
        ),
      ),
      v.check((record) => Object.keys(record).length <= 20, 'expected at most 20 secrets'),
    ),
  ),
};

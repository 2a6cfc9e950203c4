import type { StandardSchemaV1 } from '@standard-schema/spec';
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../../../hook/json.ts';
import type { makeSmokeConfigSchema, SmokeConfig } from '../config/smoke-config.ts';
import { parseSuiteSource, type SuiteSource, suiteWanted } from './suite-source.ts';

/** The key that names a suite, in `hookDetails` only. The other keys may be next to it or in the suite's document. */
export const suiteKeySchema = v.strictObject({
  /**
   * The document with the keys of this hook, YAML or JSON: `ssm:/name` (a parameter of Parameter Store), `s3://bucket/key` or `file:name.yaml` (in the
   * folder `suites` of the function's package or of a layer). Keys in `hookDetails` win over those of the document.
   */
  suite: v.pipe(
    v.string(suiteWanted),
    v.check((text) => parseSuiteSource(text) !== undefined, suiteWanted),
  ),
});

/** A configuration whose other keys are in a document that is read when the check runs. */
export type SuiteConfig = {
  source: SuiteSource;
  /** The keys next to `suite`. Each is valid, but whether they go together is known only with those of the document. */
  given: JsonObject;
};

/** What `hookDetails` of the smoke hook contains: everything, or a suite and what differs from it. */
export type NamedOrWhole = SmokeConfig | SuiteConfig;

type SmokeSchema = ReturnType<typeof makeSmokeConfigSchema>;

/** Validates `hookDetails` of the smoke hook, with or without `suite`. */
export function withSuiteKey(schema: SmokeSchema): StandardSchemaV1<unknown, NamedOrWhole> {
  // The keys without the rules that compare them with each other.
  const [keys] = schema.pipe;
  const named = v.strictObject({ ...suiteKeySchema.entries, ...keys.entries });
  return {
    '~standard': {
      version: 1,
      vendor: 'ecs-greenlight',
      validate: (input) =>
        isJsonObject(input) && 'suite' in input ? validateNamed(named, input) : schema['~standard'].validate(input),
    },
  };
}

function validateNamed(
  schema: v.GenericSchema<unknown, { suite: string }>,
  input: JsonObject,
): StandardSchemaV1.Result<SuiteConfig> {
  const parsed = v.safeParse(schema, input);
  // valibot's paths may be of maps, whose keys are anything; JSON has none.
  if (!parsed.success) return { issues: parsed.issues as readonly StandardSchemaV1.Issue[] };
  const { suite: _, ...given } = input;
  const source = parseSuiteSource(parsed.output.suite);
  return source === undefined ? { issues: [{ message: suiteWanted }] } : { value: { source, given } };
}

/** Whether the other keys are in a document. */
export function namesSuite(config: NamedOrWhole): config is SuiteConfig {
  return 'source' in config;
}

import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Check } from '../../hook/check.ts';
import { isJsonObject } from '../../hook/json.ts';

/**
 * Adds the keys that every automated check takes: `dryRun` and `onInconclusive`. What they need is loaded only for a gate that uses one of them.
 *
 * @param mayAsk - whether `onInconclusive` may be `"ask"`: only inside a gate-hook can somebody be asked
 */
export function withTerms<Config>(check: Check<Config>, mayAsk = false): Check<Config> {
  return {
    ...check,
    configSchema: withTermKeys(check.configSchema, mayAsk),
    async run(target, context) {
      if (!namesTerms(context.config)) return check.run(target, context);
      return (await import('./apply-terms.ts')).runWithTerms(check, target, context);
    },
  };
}

/** The same for the schema of a check. */
export function withTermKeys<Config>(
  schema: StandardSchemaV1<unknown, Config> | undefined,
  mayAsk = false,
): StandardSchemaV1<unknown, Config> {
  return {
    '~standard': {
      version: 1,
      vendor: 'greenlight',
      async validate(input) {
        if (namesTerms(input)) return (await import('./apply-terms.ts')).validateWithTerms(schema, input, mayAsk);
        return schema ? schema['~standard'].validate(input) : { value: input as Config };
      },
    },
  };
}

/** Whether a configuration has one of them. */
function namesTerms(config: unknown): boolean {
  return isJsonObject(config) && ('dryRun' in config || 'onInconclusive' in config);
}

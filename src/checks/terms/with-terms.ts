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
    configSchema: {
      '~standard': {
        version: 1,
        vendor: 'greenlight',
        async validate(input) {
          const { configSchema: schema } = check;
          if (namesTerms(input)) return (await import('./terms.ts')).validateWithTerms(schema, input, mayAsk);
          return schema ? schema['~standard'].validate(input) : { value: input as Config };
        },
      },
    },
    async run(target, context) {
      if (!namesTerms(context.config)) return check.run(target, context);
      return (await import('./terms.ts')).runWithTerms(check, target, context);
    },
  };
}

/** Whether a configuration has one of them. */
function namesTerms(config: unknown): boolean {
  return isJsonObject(config) && ('dryRun' in config || 'onInconclusive' in config);
}

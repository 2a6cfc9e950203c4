import type { readValues } from '../../checks/smoke/expect/read-values.ts';
import { CliError } from '../command/cli-error.ts';
import type { Named } from './smoke-flags.ts';

/** Values of the deployment from `--var`, because here there is no deployment to read them from. */
export function valuesFromFlags(given: Named): typeof readValues {
  return async (wanted) => {
    const missing = wanted.find(({ text }) => given[text] === undefined);
    if (missing !== undefined) {
      throw new CliError(`the suite compares with ${missing.text}, and here there is no deployment to read it from`, {
        next: `add --var '${missing.text}=<value>'`,
      });
    }
    return {
      ok: true,
      values: new Map(
        wanted.map(({ text }) => [text, { forms: [given[text] ?? ''], isSecret: false, provesGreen: true }]),
      ),
    };
  };
}

import * as v from 'valibot';
import { hookEntries, switchEntries, text } from '../environment.ts';

export const smokeEnvironmentSchema = v.object({
  ...hookEntries,
  ...switchEntries,
  /**
   * `yes` lets the smoke hook send requests to 127.0.0.0/8 and ::1, to try it on your own computer. The template never sets it: in Lambda
   * these addresses are the function itself, with the runtime's API and the extensions.
   */
  SMOKE_ALLOW_LOOPBACK: v.optional(v.picklist(['yes', 'no'], 'expected yes or no'), 'no'),
  /** Where Lambda puts the function's package; suites of the package are in its folder `suites`. */
  LAMBDA_TASK_ROOT: v.optional(text, '/var/task'),
});

export type SmokeEnvironment = v.InferOutput<typeof smokeEnvironmentSchema>;

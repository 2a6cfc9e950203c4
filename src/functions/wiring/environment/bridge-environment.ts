import * as v from 'valibot';
import { approvalEnvironmentSchema } from '../environment.ts';

export const bridgeEnvironmentSchema = v.intersect([
  approvalEnvironmentSchema,
  v.object({
    /** The name of the account's parameter, and the beginning of all others. */
    PAUSE_PARAMETERS: v.pipe(
      v.string(),
      v.regex(/^(\/[A-Za-z0-9_.-]+){1,11}$/, 'expected the beginning of parameter names, such as /greenlight/pauses'),
    ),
    /** Which pauses are asked about: those that a parameter configures, or all. */
    PAUSE_BRIDGE: v.picklist(['configured', 'all'], 'expected configured or all'),
    /** Whether the tags of a service configure its pauses if no parameter does. */
    PAUSE_TAGS: v.optional(v.picklist(['yes', 'no'], 'expected yes or no'), 'no'),
    /** The clusters that the function may read. */
    CLUSTER_NAME: v.optional(v.string(), '*'),
  }),
]);

import * as v from 'valibot';

/** Whether the answer of a gate may come by callback; only if this says `yes`. */
export const httpGateCallbacks = v.optional(v.picklist(['yes', 'no'], 'expected yes or no'), 'no');

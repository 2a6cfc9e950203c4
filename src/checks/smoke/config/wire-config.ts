import * as v from 'valibot';
import { wholeNumberSchema } from './whole-number-schema.ts';

/** How a request travels. */
export type WireRequest = {
  /** How many redirects are followed, to the same host only: 0 to 10, 0 by default. */
  followRedirects?: number | undefined;
};

/** The keys of a request that say how it travels. */
export const wireEntries = {
  followRedirects: v.optional(wholeNumberSchema(0, 10), 0),
};

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

/** What a request says about it, with nothing for the defaults. */
export function wireOf({ followRedirects = 0 }: WireRequest): WireRequest {
  return followRedirects === 0 ? {} : { followRedirects };
}

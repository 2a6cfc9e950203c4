import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { type AddressRules, whyForbidden } from './forbidden-address.ts';
import type { ProbeOutcome } from './probe-answer.ts';

/** A name that leads to a forbidden address leads nowhere. Addresses never come here: node connects to them without a lookup. */
export function guardLookup(lookup: LookupFunction, rules: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, options, (error, found: string | LookupAddress[], family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const why = addresses.map((each) => whyForbidden(each, rules)).find(Boolean);
      if (why !== undefined) {
        callback(new RefusedAddressError(why), '', 0);
      } else {
        callback(error, found, family);
      }
    });
  };
}

export class RefusedAddressError extends Error {
  override readonly name = 'RefusedAddressError';
  readonly why: string;

  constructor(why: string) {
    super(why);
    this.why = why;
  }
}

export function refuseAddress(hostname: string, why: string): ProbeOutcome {
  return { kind: 'refused', problem: `${hostname} leads to ${why}` };
}

import * as v from 'valibot';
import { isAmong } from '../../approval/request/people.ts';
import { formatValue } from '../../wording/values.ts';
import { identityArnSchema } from './rule-config.ts';

/** The key of `hookDetails` for emergencies. */
export const breakGlassEntries = {
  /**
   * The IAM identities that may approve alone in an emergency, without what the gate needs, with `greenlight break-glass` and a reason: ARNs of IAM users,
   * roles and sessions of roles. Everybody who is asked is notified of it. Default: nobody.
   */
  breakGlass: v.optional(
    v.pipe(
      v.array(identityArnSchema, 'expected a list of ARNs of IAM users and roles'),
      v.minLength(1, 'expected at least one identity'),
      v.maxLength(20, 'expected at most 20 identities'),
    ),
  ),
};

/** An identity that may break glass and may not decide; undefined if there is none. */
export function whyWrongBreakGlass({
  breakGlass = [],
  excluded,
}: {
  breakGlass?: readonly string[] | undefined;
  excluded: readonly string[];
}): string | undefined {
  const both = breakGlass.find((one) => isAmong(excluded, one));
  return both && `expected nobody who is excluded, but ${formatValue(both)} is; remove it from one of the lists`;
}

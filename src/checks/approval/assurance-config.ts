import * as v from 'valibot';
import { assurances } from '../../approval/request/assurance.ts';

export const assuranceSchema = v.picklist(assurances, 'expected "link", "mailbox", "sign-in" or "iam"');

const minutes = 'expected a whole number of minutes from 1 to 1440';

/** The keys of `hookDetails` about who can be believed. */
export const assuranceEntries = {
  /**
   * The least that a vote must prove about who cast it: `"link"` (somebody has the link), `"mailbox"` (a link that was mailed to one reviewer),
   * `"sign-in"` (they signed in on the desk, which needs the parameter `OidcIssuer` of the stack), `"iam"` (`greenlight approve` and `reject` with
   * an AWS identity). A vote that proves more counts as well. Default `"link"`.
   */
  assurance: v.optional(assuranceSchema, 'link'),
  /**
   * How many minutes ago somebody may have signed in at the provider when they vote, to count as signed in: 1 to 1440. For `assurance: "sign-in"` of the
   * gate or of a rule, and for groups of the provider. Default: as long as they stay signed in on the desk, which is an hour.
   */
  signInMaxAgeMinutes: v.optional(
    v.pipe(v.number(minutes), v.integer(minutes), v.minValue(1, minutes), v.maxValue(1440, minutes)),
  ),
};

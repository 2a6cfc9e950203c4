import * as v from 'valibot';
import { assurances } from '../../approval/request/assurance.ts';

export const assuranceSchema = v.picklist(assurances, 'expected "link", "mailbox", "sign-in" or "iam"');

/** The key of `hookDetails` about who can be believed. */
export const assuranceEntries = {
  /**
   * The least that a vote must prove about who cast it: `"link"` (somebody has the link), `"mailbox"` (a link that was mailed to one reviewer),
   * `"sign-in"` (they signed in on the desk, which needs the parameter `OidcIssuer` of the stack), `"iam"` (`greenlight approve` and `reject` with
   * an AWS identity). What proves more counts as well. Default `"link"`.
   */
  assurance: v.optional(assuranceSchema, 'link'),
};

import type { SignInFacts } from '../../../checks/approval/why-unprovable.ts';

/**
 * The provider's issuer, the domains whose mail addresses it is believed, separated by commas, and the claim that names groups.
 *
 * @returns undefined if nobody can sign in on the desk of the stack
 */
export function signInFacts(environment: {
  OIDC_ISSUER?: string | undefined;
  OIDC_MAIL_DOMAINS?: string | undefined;
  OIDC_GROUPS_CLAIM?: string | undefined;
}): SignInFacts | undefined {
  const { OIDC_ISSUER: issuer, OIDC_MAIL_DOMAINS: domains = '', OIDC_GROUPS_CLAIM: groupsClaim } = environment;
  if (!issuer) return undefined;
  const mailDomains = domains.split(',').flatMap((domain) => domain.trim().toLowerCase() || []);
  return { issuer, mailDomains, ...(groupsClaim && { groupsClaim }) };
}

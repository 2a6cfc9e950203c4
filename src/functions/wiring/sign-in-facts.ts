import type { SignInFacts } from '../../checks/approval/why-unprovable.ts';

/** Undefined if nobody can sign in on the desk of the stack. */
export function signInFacts(environment: {
  OIDC_ISSUER?: string | undefined;
  OIDC_MAIL_DOMAINS?: string | undefined;
}): SignInFacts | undefined {
  const { OIDC_ISSUER: issuer, OIDC_MAIL_DOMAINS: domains = '' } = environment;
  if (issuer === undefined) return undefined;
  const mailDomains = domains.split(',').flatMap((domain) => domain.trim().toLowerCase() || []);
  return { issuer, mailDomains };
}

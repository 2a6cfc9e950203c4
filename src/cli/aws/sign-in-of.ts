import type { SignInFacts } from '../../checks/approval/why-unprovable.ts';

/** Whom the desk of a stack recognizes when they sign in, by the parameters that the stack was deployed with; `none` if nobody can sign in. */
export function signInOf({ parameters }: { parameters: ReadonlyMap<string, string> }): SignInFacts | 'none' {
  const issuer = parameters.get('OidcIssuer');
  if (!issuer) return 'none';
  const groupsClaim = parameters.get('OidcGroupsClaim');
  const mailDomains = (parameters.get('OidcMailDomains') ?? '').split(',').filter(Boolean);
  return { issuer, mailDomains, ...(groupsClaim && { groupsClaim }) };
}

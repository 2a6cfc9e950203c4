/** What a provider says about the groups of an account. Only what it lists is proved: nobody is a member of a group that is not known. */
export type AccountGroups = {
  groups: readonly string[];
  /** Why they are not all known: the provider left them out because there are too many, or sent something else than names. */
  unknown?: 'too-many' | 'unreadable';
};

/**
 * Reads the claim that names the groups: a list of names, or a single name. Microsoft Entra ID leaves the claim out for members of more than 200
 * groups, and says so with `_claim_names` or `hasgroups`.
 *
 * @param name - of the claim: `groups`, `cognito:groups`, `roles`
 * @see https://learn.microsoft.com/en-us/entra/identity-platform/id-token-claims-reference#groups-overage-claim
 */
export function readGroups(claims: Readonly<Record<string, unknown>>, name: string): AccountGroups {
  const claim = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (claim === undefined || claim === null) {
    return isLeftOut(claims, name) ? { groups: [], unknown: 'too-many' } : { groups: [] };
  }
  const listed: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  const groups = listed.filter((one) => typeof one === 'string').filter((one) => one !== '');
  return listed.every((one) => typeof one === 'string') ? { groups } : { groups, unknown: 'unreadable' };
}

/** @see https://openid.net/specs/openid-connect-core-1_0.html#AggregatedDistributedClaims */
export function isLeftOut(claims: Readonly<Record<string, unknown>>, name: string): boolean {
  const { _claim_names: elsewhere, hasgroups } = claims;
  const isElsewhere = typeof elsewhere === 'object' && elsewhere !== null && Object.hasOwn(elsewhere, name);
  return isElsewhere || (name === 'groups' && (hasgroups === true || hasgroups === 'true'));
}

/**
 * A decider's name in the ledger: the reviewer to whom a link was mailed, `link holder`, or the ARN of an IAM identity.
 */

/**
 * Which names count as one person, in a quorum and in the list of excluded people. In doubt two names are one person: a quorum may then wait
 * for one more, but nobody counts twice.
 *
 * - A mail address is its mailbox: without case, and without a tag (`ana+prod@example.com` is `ana@example.com`). Dots count, because only
 *   some providers ignore them.
 * - In the roles of IAM Identity Center (`AWSReservedSSO_…`), AWS names the session after the person who signed in. It is the same person in
 *   every permission set and account, and if the name is a mail address, its mailbox. So is an IAM user with such a name.
 * - All sessions of any other role are one person, and so are all federated users of an account: the caller chooses the session's name. The
 *   role's own ARN is that person too.
 *
 * @example
 * voterOf('Ana+prod@example.com'); // 'ana@example.com'
 * voterOf('arn:aws:sts::111122223333:assumed-role/AWSReservedSSO_Ops_0123456789abcdef/ana@example.com'); // 'ana@example.com'
 * voterOf('arn:aws:sts::111122223333:assumed-role/deployer/anything'); // 'arn:aws:sts::111122223333:assumed-role/deployer'
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html, sts:RoleSessionName
 * @see https://docs.aws.amazon.com/singlesignon/latest/userguide/security-iam-awsmanpol.html
 */
export function voterOf(by: string): string {
  const [, partition, account, kind, name = ''] = /^(arn:[^:]+):(?:iam|sts)::(\d+):([^/]+)\/(.+)$/.exec(by) ?? [];
  if (!kind) return mailboxOf(by) ?? by;
  const [first = ''] = name.split('/');
  const last = name.slice(name.lastIndexOf('/') + 1);
  switch (kind) {
    case 'federated-user':
      return `${partition}:sts::${account}:${kind}`;
    case 'assumed-role':
      // User names of IAM Identity Center are case-insensitive.
      if (first.startsWith('AWSReservedSSO_')) return mailboxOf(last) ?? `Identity Center user ${last.toLowerCase()}`;
      return `${partition}:sts::${account}:${kind}/${first}`;
    case 'role':
      // The path of a role is not in the ARN of its sessions.
      return `${partition}:sts::${account}:assumed-role/${last}`;
    default:
      return mailboxOf(last) ?? by;
  }
}

/** Undefined if it is not a mail address. A tag needs something before it; the dot of a fully qualified domain name changes nothing. */
function mailboxOf(text: string): string | undefined {
  const [, local, domain] = /^([^@\s][^@\s+]*)[^@\s]*@([^@\s]*[^@\s.])\.?$/.exec(text.toLowerCase()) ?? [];
  return local && `${local}@${domain}`;
}

/** Whether this person is on a list of mail addresses and ARNs, however the list writes them. */
export function isAmong(people: readonly string[], by: string): boolean {
  return people.some((one) => nameOf(one) === nameOf(by));
}

/** IAM ignores case and path when it compares names, and a handwritten list may differ in both. */
function nameOf(by: string): string {
  return voterOf(by)
    .replace(/:user\/.*\//, ':user/')
    .toLowerCase();
}

/** The first two names of a list that are one person. */
export function findSamePerson(people: readonly string[]): [string, string] | undefined {
  const known = new Map<string, string>();
  for (const one of people) {
    const other = known.get(voterOf(one));
    if (other !== undefined) return [other, one];
    known.set(voterOf(one), one);
  }
  return undefined;
}

/** Shortens each ARN to the part that people know: `deployer/ana@example.com (IAM)`. Everything else stays as it is. */
export function formatPeople(by: string): string {
  // The name of a session contains no space, so a comma followed by a space separates two.
  return by
    .split(', ')
    .map((one) => one.replace(/^arn:[^:]+:(?:iam|sts)::(\d+):(?:assumed-role\/)?(\S+)$/, formatIdentity))
    .join(', ');
}

function formatIdentity(_arn: string, account: string, name: string): string {
  return `${name === 'root' ? `root of ${account}` : name} (IAM)`;
}

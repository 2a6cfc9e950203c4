/**
 * A decider's name in the ledger: the reviewer to whom a link was mailed, `link holder`, the ARN of an IAM identity, or of somebody who signed in
 * their mail address or their {@link signInName}.
 */

/** The name recorded for a vote by the one link of a request that names no reviewers. */
export const linkHolder = 'link holder';

/** Instead of a reviewer in a link that the desk itself shows: it is good for nothing before its holder has signed in, and for no vote by itself. */
export const signedInReader = 'somebody who has signed in';

/** The account with which somebody signed in. Only both together identify it. */
export type SignInIdentity = { iss: string; sub: string };

/**
 * The name of somebody who signed in, if no mail address is known to be theirs: `https://login.example.com/shop#248289761001`. It is compared
 * character by character, because subjects are case-sensitive.
 *
 * @see https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability
 */
export function signInName({ iss, sub }: SignInIdentity): string {
  return `${iss}#${sub}`;
}

/** An issuer has no query and no fragment, so the first `#` ends it. */
const signInNamePattern = /^(?<iss>https?:\/\/(?<host>[^\s/?#]+)[^\s?#]*)#(?<sub>[\x21-\x7e]{1,255})$/;

/** Undefined if the name has another form. */
export function readSignInName(by: string): (SignInIdentity & { host: string }) | undefined {
  const { iss = '', sub = '', host = '' } = signInNamePattern.exec(by)?.groups ?? {};
  return iss === '' ? undefined : { iss, sub, host };
}

/**
 * Which names count as one person, in a quorum and in the list of excluded people. In doubt two names are one person: a quorum may then wait
 * for one more, but nobody counts twice.
 *
 * - A mail address is its mailbox: without case, and without a tag (`ana+prod@example.com` is `ana@example.com`). Dots count, because only
 *   some providers ignore them.
 * - In the roles of IAM Identity Center (`AWSReservedSSO_…`), AWS names the session after the person who signed in. It is the same person in
 *   every permission set and account, and if the name is a mail address, its mailbox. So is an IAM user with such a name.
 * - A {@link signInName} is a person of its own.
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
  if (!kind) return (signInNamePattern.test(by) ? undefined : mailboxOf(by)) ?? by;
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
  if (signInNamePattern.test(by)) return by;
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

/** Shortens each ARN to the part that people know: `deployer/ana@example.com (IAM)`, and each {@link signInName}. Everything else stays as it is. */
export function formatPeople(by: string): string {
  // The name of a session contains no space, so a comma followed by a space separates two.
  return by
    .split(', ')
    .map(
      (one) =>
        formatSignIn(one) ?? one.replace(/^arn:[^:]+:(?:iam|sts)::(\d+):(?:assumed-role\/)?(\S+)$/, formatIdentity),
    )
    .join(', ');
}

function formatIdentity(_arn: string, account: string, name: string): string {
  return `${name === 'root' ? `root of ${account}` : name} (IAM)`;
}

function formatSignIn(by: string): string | undefined {
  const identity = readSignInName(by);
  return identity && `${identity.sub} (signed in at ${identity.host})`;
}

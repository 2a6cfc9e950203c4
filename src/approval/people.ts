/**
 * Who decides, as the ledger has it: the reviewer to whom a link was mailed, `link holder`, or the ARN of an IAM identity.
 */

/**
 * Who counts as one person in a quorum. Whoever takes on a role names the session, and may name it otherwise the next time; so all sessions
 * of a role are one voter, and those of a federated user's account too. In the roles of IAM Identity Center the session is named by AWS after
 * the person.
 *
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html, sts:RoleSessionName
 */
export function voterOf(by: string): string {
  const [, role] = /^(arn:[^:]+:sts::\d+:(?:assumed-role\/(?!AWSReservedSSO_)[^/]+|federated-user))\//.exec(by) ?? [];
  return role ?? by;
}

/** Each ARN among those who decided by the end that people know: `deployer/ana@example.com (IAM)`. Everything else stays as it is. */
export function sayPeople(by: string): string {
  // A session's name has no blank in it, so that a comma with a blank behind it separates two.
  return by
    .split(', ')
    .map((one) => one.replace(/^arn:[^:]+:(?:iam|sts)::(\d+):(?:assumed-role\/)?(\S+)$/, sayIdentity))
    .join(', ');
}

function sayIdentity(_arn: string, account: string, name: string): string {
  return `${name === 'root' ? `root of ${account}` : name} (IAM)`;
}

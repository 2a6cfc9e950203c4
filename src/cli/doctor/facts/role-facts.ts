/** An IAM role, as far as doctor judges it. */
export type RoleFacts = { roleArn: string; roleName: string; trustPolicy: unknown };

/** The name is behind the path: `arn:aws:iam::111122223333:role/teams/shop/invoke`. */
export function nameOfRole(roleArn: string): string {
  return roleArn.slice(roleArn.lastIndexOf('/') + 1);
}

/** What `greenlight iam` can print. */
export const policyKinds = ['cli', 'invoke-role', 'pass-role', 'approver', 'rollback', 'hook'] as const;

export type PolicyKind = (typeof policyKinds)[number];

/** What `greenlight iam` can print. */
export const policyKinds = ['cli', 'invoke-role', 'pass-role', 'approver', 'rollback', 'hook', 'pause-bridge'] as const;

export type PolicyKind = (typeof policyKinds)[number];

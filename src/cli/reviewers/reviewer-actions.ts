/** What `greenlight reviewers` can do. */
export const reviewerActions = ['add', 'list', 'remove', 'check', 'confirm'] as const;

export type ReviewerAction = (typeof reviewerActions)[number];

import * as v from 'valibot';
import { formatIssues } from '../../wording/values.ts';
import { ApprovalError } from '../approval-error.ts';
import type { ApprovalRequest } from './request.ts';

/**
 * What the gate's configuration says about how people decide, beyond the keys that every request has. It is part of `asked`, which every poll
 * compares with the gate's own configuration. A request that was opened before a key existed has its default.
 */
const termsSchema = v.object({
  /** All of these must be met. Default: `approvals` of `reviewers`. */
  rules: v.optional(
    v.array(
      v.object({
        name: v.string(),
        from: v.array(v.string()),
        approvals: v.pipe(v.number(), v.integer(), v.minValue(1)),
      }),
    ),
  ),
});

export type Terms = v.InferOutput<typeof termsSchema>;

/** @throws ApprovalError `UNREADABLE_REQUEST` if they were damaged by hand */
export function termsOf({ asked = {} }: Pick<ApprovalRequest, 'asked'>): Terms {
  const parsed = v.safeParse(termsSchema, asked);
  if (parsed.success) return parsed.output;
  throw new ApprovalError(
    'UNREADABLE_REQUEST',
    `the request in the ledger is damaged: ${formatIssues(parsed.issues, 'asked')}`,
  );
}

import * as v from 'valibot';
import type { JsonObject } from '../../../hook/json.ts';
import { formatIssues } from '../../../wording/values.ts';
import { ApprovalError } from '../../approval-error.ts';
import type { ApprovalRequest } from '../request.ts';

const schema = v.object({
  at: v.pipe(v.string(), v.isoTimestamp()),
  /** The images then, with digests that were not known yet when people were asked; missing if ECS named none. */
  images: v.optional(v.array(v.object({ container: v.string(), after: v.string() }))),
  /** Why the approval does not count, as a clause: ECS deploys something else than people were asked about. Missing if it counts. */
  outdated: v.optional(v.string()),
});

/** What ECS deployed when an approval was about to let it through. It is written once, before ECS gets its answer. */
export type StoredConfirmation = v.InferOutput<typeof schema>;

/** @throws ApprovalError `UNREADABLE_REQUEST` if it was damaged by hand */
export function confirmationOf({
  confirmation,
}: Pick<ApprovalRequest, 'confirmation'>): StoredConfirmation | undefined {
  if (confirmation === undefined) return undefined;
  const parsed = v.safeParse(schema, confirmation);
  if (parsed.success) return parsed.output;
  throw new ApprovalError(
    'UNREADABLE_REQUEST',
    `the request in the ledger is damaged: ${formatIssues(parsed.issues, 'confirmation')}`,
  );
}

export function withConfirmation(request: ApprovalRequest, confirmation: StoredConfirmation): ApprovalRequest {
  const { at, outdated } = confirmation;
  return {
    ...request,
    confirmation: JSON.parse(JSON.stringify(confirmation)) as JsonObject,
    ...(outdated !== undefined && { history: [...request.history, { at, what: `NOT PASSED: ${outdated}` }] }),
  };
}

import { isApprovedAt } from '../request/progress.ts';
import type { ApprovalRequest, Subject } from '../request/request.ts';

/** What happens if nobody decides by the deadline, as things are: `ECS rolls back`, or that it is approved. */
export function formatAtDeadline(request: ApprovalRequest): string {
  if (isApprovedAt(request, request.deadline))
    return 'it is APPROVED BY ITSELF (onDeadline), unless somebody rejects it';
  return formatFailure(request.subject);
}

/** What ECS does when the gate fails. */
export function formatFailure(subject: Subject): string {
  return subject.firstDeployment ? 'the first deployment fails' : 'ECS rolls back';
}

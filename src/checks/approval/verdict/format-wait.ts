import { formatProgress } from '../../../approval/request/progress.ts';
import type { ApprovalRequest } from '../../../approval/request/request.ts';
import { termsOf } from '../../../approval/request/terms.ts';
import { formatDeadline } from '../../../approval/request/timing/format-deadline.ts';

/** What a gate with terms waits for, and until when; most polls do not load this. */
export function formatWait(request: ApprovalRequest, now: Date): string {
  const then = termsOf(request).onDeadline === 'approve' ? ', then it approves itself (onDeadline)' : '';
  return `${formatProgress(request)}, until ${formatDeadline(request, now)}${then}`;
}

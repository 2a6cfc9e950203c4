import { formatDecision } from '../../../approval/request/format-decision.ts';
import { isUnannounced } from '../../../approval/request/notices/announcement.ts';
import type { ApprovalRequest, Decision } from '../../../approval/request/request.ts';
import type { Verdict } from '../../../hook/verdict.ts';

/** The verdict on a request that is decided. One that was approved by break glass is announced first. */
export function judgeDecision(request: ApprovalRequest, decision: Decision, now: Date): Verdict {
  const reason = formatDecision(decision, now);
  if (isUnannounced(request, now))
    return { kind: 'wait', reason: `${reason}; it is being announced to everybody who is asked` };
  return { kind: decision.status === 'APPROVED' ? 'pass' : 'fail', reason };
}

import { formatDecision } from '../format-decision.ts';
import type { ApprovalRequest, Decision } from '../request.ts';
import { confirmationOf } from './confirmation.ts';

/** A decision, and why it let nothing through if ECS deployed something else by then: a clause without a full stop. */
export function formatConfirmed(request: ApprovalRequest, decision: Decision, now?: Date): string {
  const outdated = confirmationOf(request)?.outdated;
  const said = formatDecision(decision, now);
  return outdated === undefined ? said : `${said}, but ${outdated}, so the approval does not count`;
}

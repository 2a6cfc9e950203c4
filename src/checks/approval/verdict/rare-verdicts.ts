import type { ApprovalRequest } from '../../../approval/request/request.ts';
import type { Verdict } from '../../../hook/verdict.ts';

/** A gate belongs to one deployment. */
export const noDeployment: Verdict = {
  kind: 'fail',
  reason: 'the event names no service deployment (resourceArn), and an approval must belong to exactly one',
};

/** The verdict on a status that was changed by hand, on a stack that does not accept that; rarely needed, so polls do not load it. */
export function handRefusal({ status }: ApprovalRequest): Verdict {
  const reason = `the request was set to ${status} by hand, which this stack does not accept (HandDecisions: no)`;
  return { kind: 'error', reason: `${reason}; restore the version of the object from before that` };
}

import { formatDecision } from '../../../approval/request/format-decision.ts';
import { isUnannounced } from '../../../approval/request/notices/unannounced.ts';
import type { ApprovalRequest } from '../../../approval/request/request.ts';
import { confirmationOf } from '../../../approval/request/stale/confirmation.ts';
import type { Verdict } from '../../../hook/verdict.ts';
import type { ApprovalLifecycle } from '../approval-lifecycle.ts';
import type { ConfirmContext } from '../confirm/confirm-deployed.ts';
import type { DeployedTarget } from '../confirm/deployed-target.ts';

/**
 * The verdict on a request that is decided. One that was approved by break glass is announced first. An approval passes if ECS still deploys what
 * people were asked about; the answer to that is recorded, so that it remains the same.
 */
export async function judgeDecision(
  request: ApprovalRequest,
  target: DeployedTarget,
  context: ConfirmContext,
  rareSteps: () => Promise<Pick<ApprovalLifecycle, 'confirm'>>,
): Promise<Verdict> {
  const { decision } = request;
  const now = context.clock.now();
  if (!decision) throw new TypeError('the request is not decided');
  const reason = formatDecision(decision, now);
  if (isUnannounced(request, now))
    return { kind: 'wait', reason: `${reason}; it is being announced to everybody who is asked` };
  if (decision.status !== 'APPROVED') return { kind: 'fail', reason };
  const known = confirmationOf(request);
  if (known) return verdictOf(reason, known.outdated);
  const { found, stored } = await (await rareSteps()).confirm(request, target, context);
  if (stored) return verdictOf(reason, stored.outdated);
  if (found.kind === 'over')
    return { kind: 'pass', reason: `${found.reason}; a hook never holds that up, and ${reason} lets nothing through` };
  return { kind: 'error', reason: `${reason}, but ${found.reason ?? 'what ECS deploys could not be recorded'}` };
}

function verdictOf(reason: string, outdated: string | undefined): Verdict {
  if (outdated === undefined) return { kind: 'pass', reason };
  const remedy = 'so the approval does not count; deploy again to be asked again';
  return { kind: 'fail', reason: `${reason}, but ${outdated}, ${remedy}` };
}

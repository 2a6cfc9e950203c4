import type { Ledger, StoredRequest } from '../../approval/request/ledger.ts';
import type { ApprovalRequest } from '../../approval/request/request.ts';
import { clockToleranceMs, formatApprovals, isFlippedByHand, isNoticeDue } from '../../approval/request/standing.ts';
import type { Check, CheckContext } from '../../hook/check.ts';
import type { Target } from '../../hook/target.ts';
import type { Verdict } from '../../hook/verdict.ts';
import { requestKey } from '../../storage/keys.ts';
import { formatTime } from '../../wording/times.ts';
import type { ApprovalConfig } from './approval-config.ts';
import type { ApprovalLifecycle } from './approval-lifecycle.ts';
import type { DeployedTarget } from './confirm/deployed-target.ts';
import { polledConfigSchema } from './polled-config.ts';

type ApprovalParts = {
  ledger: Pick<Ledger, 'read'>;
  /** Everything but the poll; loaded when first needed, because it includes the SDK. */
  rareSteps: () => Promise<ApprovalLifecycle>;
  /** Whether a decision that was made by hand in the bucket is an error instead of an answer. Default false. */
  refusesHandDecisions?: boolean;
};

/**
 * Asks people. The first call creates the request and sends the notifications; each later one costs a single read of the ledger, until there is
 * a decision. Only a decision in the ledger passes or fails the gate.
 */
export function approvalCheck({ ledger, rareSteps, refusesHandDecisions }: ApprovalParts): Check<ApprovalConfig> {
  return { name: 'approval', configSchema: polledConfigSchema, alwaysRuns: true, run };

  async function run(target: Target, context: CheckContext<ApprovalConfig>): Promise<Verdict> {
    const { deploymentId } = target;
    if (!deploymentId) return (await import('./verdict/rare-verdicts.ts')).noDeployment;
    const deployed = { ...target, deploymentId };
    const key = requestKey({ ...deployed, step: target.productionWeight, gate: context.gate.name });
    const found = await ledger.read(key, context.signal);
    const now = context.clock.now();
    if (!found) {
      const opened = await (await rareSteps()).open(key, deployed, context);
      if ('kind' in opened) return opened;
      return (await refuse(opened, target, context)) ?? judge(opened, deployed, context, now);
    }
    // Before anything else: another gate's request must not be answered, mailed or closed here.
    const refused = await refuse(found, target, context);
    if (refused) return refused;

    const { request } = found;
    let stored = found;
    if (isFlippedByHand(request)) {
      stored = await (await rareSteps()).adoptHandFlip(key, context);
    } else if (!request.decision && now.getTime() >= Date.parse(request.deadline) + clockToleranceMs) {
      stored = await (await rareSteps()).expire(key, context);
    } else if (isNoticeDue(request, now)) {
      stored = await (await rareSteps()).notify(key, context);
    }
    return (await refuseHand(stored)) ?? judge(stored, deployed, context, now);
  }

  async function judge(
    { request }: StoredRequest,
    deployed: DeployedTarget,
    context: CheckContext<ApprovalConfig>,
    now: Date,
  ): Promise<Verdict> {
    if (!request.decision) return judgeOpen(request, context, now);
    // Needed once for each gate. If it cannot be loaded, that is an error, and the next poll tries again.
    return (await import('./verdict/judge-decision.ts')).judgeDecision(request, deployed, context, rareSteps);
  }

  async function refuse(stored: StoredRequest, target: Target, context: CheckContext<ApprovalConfig>) {
    return (await refuseForeign(stored, target, context)) ?? refuseHand(stored);
  }

  async function refuseHand({ request }: StoredRequest): Promise<Verdict | undefined> {
    const isByHand = isFlippedByHand(request) || request.decision?.via === 'by hand';
    if (!refusesHandDecisions || !isByHand) return undefined;
    return (await import('./verdict/rare-verdicts.ts')).handRefusal(request);
  }
}

/** The verdict on a request with another question than this gate's; undefined for the gate's own. */
async function refuseForeign(
  { request }: StoredRequest,
  { revisionId }: Target,
  { config }: CheckContext<ApprovalConfig>,
): Promise<Verdict | undefined> {
  const { subject, reviewers, approvals, excluded = [], asked } = request;
  const stored = JSON.stringify([subject.revisionId, reviewers, approvals, excluded, asked]);
  if (stored === JSON.stringify([revisionId, config.reviewers, config.approvals, config.excluded, config]))
    return undefined;
  const reason = (await import('./why-foreign.ts')).whyForeign(request, revisionId, config);
  return reason === undefined ? undefined : { kind: 'fail', reason };
}

async function judgeOpen(
  request: ApprovalRequest,
  { config }: CheckContext<ApprovalConfig>,
  now: Date,
): Promise<Verdict> {
  const deadline = new Date(request.deadline);
  // Most polls do not load what counts by rules, or what to say about people who do not know of it.
  const reason =
    config.rules ||
    config.rejections ||
    config.selfApproval ||
    config.onDeadline ||
    config.businessHours ||
    request.notifications.some(({ sentAt, unreached }) => !sentAt || unreached)
      ? (await import('./verdict/format-wait.ts')).formatWait(request, now)
      : `${formatApprovals(request)}, until ${formatTime(deadline, now)}`;
  return {
    kind: 'wait',
    reason,
    // Clocks may differ: the gate closes a little after the desk does, so that the desk never accepts a vote for a closed gate.
    deadline: new Date(deadline.getTime() + clockToleranceMs),
  };
}

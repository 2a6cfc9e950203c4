import type { StoredRequest } from '../approval/request/ledger.ts';
import type { ApprovalRequest } from '../approval/request/request.ts';
import { clockToleranceMs, isFlippedByHand, isNoticeDue } from '../approval/request/standing.ts';
import type { ApprovalConfig } from '../checks/approval/approval-config.ts';
import { whyForeign } from '../checks/approval/why-foreign.ts';
import type { Pause, PauseAction } from './pause-record.ts';

/** What has to be done about a request, from what is stored. */
type RequestJudgement =
  /** People have decided, or nobody did in time: ECS gets this answer. */
  | { kind: 'answer'; action: PauseAction; decidedAt: Date }
  /** It was closed because there was nothing to decide any more. */
  | { kind: 'closed'; reason: string }
  /** The time is over and has to be recorded as the decision. */
  | { kind: 'expire' }
  /** A status that was changed by hand has to be recorded as the decision. */
  | { kind: 'adopt' }
  /** People have time; `isDue` if somebody has not been notified yet. */
  | { kind: 'wait'; isDue: boolean }
  /** The stored request must not be obeyed. If its time is over, ECS gets ROLLBACK: it never gets CONTINUE. */
  | { kind: 'refuse'; reason: string; isLate: boolean };

/** ECS stops waiting this long after the last moment at which the bridge lets people decide, no matter what the request says. */
const lastMs = 60_000;

/** Recomputed from the rules that the bridge asked with, which nobody else can write. The ledger has already compared the decision with the votes. */
export function judgeRequest(
  pause: Pause,
  stored: StoredRequest,
  { now, refusesHandDecisions }: { now: Date; refusesHandDecisions: boolean },
): RequestJudgement {
  const { request } = stored;
  const isLate = isPast(pause, request.deadline, now);
  const refused = whyRefused(pause, stored, refusesHandDecisions);
  if (refused !== undefined) return { kind: 'refuse', reason: refused, isLate };
  if (isFlippedByHand(request)) return { kind: 'adopt' };
  const { decision } = request;
  if (!decision) return isLate ? { kind: 'expire' } : { kind: 'wait', isDue: isNoticeDue(request, now) };
  const action = actionFor(decision.status);
  if (action === undefined) return { kind: 'closed', reason: decision.reason ?? 'it was closed' };
  return { kind: 'answer', action, decidedAt: new Date(decision.at) };
}

/** What a status asks ECS to do; undefined if it is open, or was closed because there was nothing to decide any more. */
export function actionFor(status: ApprovalRequest['status']): PauseAction | undefined {
  switch (status) {
    case 'APPROVED':
      return 'CONTINUE';
    case 'REJECTED':
    case 'EXPIRED':
      return 'ROLLBACK';
    case 'PENDING':
    case 'SUPERSEDED':
      return undefined;
  }
}

/** An operator may move the deadline of a request, but not past the moment at which ECS has to be answered. */
function isPast(pause: Pause, deadline: string, now: Date): boolean {
  return now.getTime() >= Math.min(Date.parse(deadline) + clockToleranceMs, latestEndOf(pause).getTime());
}

/** When a request without a decision is over even if its deadline is later. */
export function latestEndOf({ expiresAt }: Pause): Date {
  return new Date(Date.parse(expiresAt) - lastMs);
}

function whyRefused(pause: Pause, { request }: StoredRequest, refusesHandDecisions: boolean): string | undefined {
  const config = pause.config as ApprovalConfig;
  if (whyForeign(request, pause.revisionId, config) !== undefined) {
    return 'the rules in the request are not the ones that were asked for; restore the earlier version of the object';
  }
  const isByHand = isFlippedByHand(request) || request.decision?.via === 'by hand';
  if (!refusesHandDecisions || !isByHand) return undefined;
  return `the request was set to ${request.status} by hand, which this stack does not accept (HandDecisions: no)`;
}

import { formatGateName, formatReason, reportsOfChecks } from '../../approval/notice/report-words.ts';
import type { ApprovalRequest } from '../../approval/request/request.ts';
import { confirmationOf } from '../../approval/request/stale/confirmation.ts';
import { formatConfirmed } from '../../approval/request/stale/format-confirmed.ts';
import { clockToleranceMs } from '../../approval/request/standing.ts';
import { formatRollbackReason, type RollbackRequest } from '../../approval/rollback/rollback-request.ts';
import type { EcsDeployment } from '../../deployment/ecs.ts';
import { isAskedOfEcs } from '../../deployment/why-over.ts';
import type { Report } from '../../hook/report.ts';
import { shorten } from '../../wording/values.ts';

export type CauseFacts = {
  deployment: EcsDeployment;
  requests: readonly ApprovalRequest[];
  /** Why people rolled it back, earliest first. */
  rollbacks: readonly RollbackRequest[];
  /** What the checks of its gates have found; empty if that could not be read. */
  reports: readonly Report[];
};

/**
 * Why a deployment is rolled back, in the words of its cause, as far as they are stored: a person who rolled it back, a decision, or a check
 * that failed. What happened after the rollback began did not cause it. ECS's own words are for what nobody else explains.
 *
 * @returns a clause without a full stop, and whether a person asked for the rollback
 */
export function rollbackCause(facts: CauseFacts): { cause: string; isAsked: boolean } {
  const [asked] = facts.rollbacks;
  if (asked) return { cause: shorten(formatRollbackReason(asked), 600), isAsked: true };
  const known = causeInDecisions(facts) ?? causeInReports(facts);
  return known === undefined ? causeInEcs(facts.deployment) : { cause: known, isAsked: false };
}

function causeInDecisions({ requests, deployment }: CauseFacts): string | undefined {
  const causes = requests
    .filter(({ decision }) => decision && isBefore(decision.at, deployment))
    .filter(endsInRollback);
  const [first] = causes.toSorted((left, right) => (left.decision?.at ?? '').localeCompare(right.decision?.at ?? ''));
  return first?.decision && shorten(formatConfirmed(first, first.decision), 600);
}

/** Whether ECS rolls back because of it. A request is closed because of a rollback, unless somebody has taken it back: then it is the other way round. */
export function endsInRollback(request: ApprovalRequest): boolean {
  const { status, reason = '' } = request.decision ?? {};
  if (status === 'SUPERSEDED') return reason.startsWith('withdrawn by ');
  return status === 'REJECTED' || status === 'EXPIRED' || confirmationOf(request)?.outdated !== undefined;
}

function causeInReports({ reports, deployment }: CauseFacts): string | undefined {
  const failed = reportsOfChecks(reports).filter(
    ({ verdict, waived, at }) => verdict === 'fail' && waived === undefined && isBefore(at, deployment),
  );
  if (failed.length === 0) return undefined;
  return failed.slice(0, maxChecks).map(formatFailed).join('; ');
}

const maxChecks = 3;

function formatFailed(report: Report): string {
  const gate = formatGateName(report.check, report.gate);
  return `${report.check}${gate === undefined ? '' : ` (${gate})`} failed: ${shorten(formatReason(report), 300)}`;
}

function causeInEcs({ rollback, statusReason }: EcsDeployment): { cause: string; isAsked: boolean } {
  const reason = (rollback?.reason ?? statusReason)?.trim().replace(/\.$/, '') ?? '';
  if (isAskedOfEcs(reason)) return { cause: 'somebody asked ECS for it', isAsked: true };
  return { cause: reason ? `ECS says: ${shorten(reason, 400)}` : 'ECS does not say why', isAsked: false };
}

/** Without the time of the rollback, everything that is stored was before it. */
function isBefore(at: string, { rollback }: EcsDeployment): boolean {
  return !rollback?.startedAt || Date.parse(at) <= rollback.startedAt.getTime() + clockToleranceMs;
}

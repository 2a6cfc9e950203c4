import type { DeploymentLifecycleHookDetail } from '@aws-sdk/client-ecs';
import { formatAtDeadline } from '../../../approval/notice/format-at-deadline.ts';
import { formatGateName, formatReason, formatVerdict, isProof } from '../../../approval/notice/report-words.ts';
import { formatPeople } from '../../../approval/request/people.ts';
import {
  countedApprovers,
  formatDeputies,
  formatProgress,
  isApprovedAt,
  missingApprovers,
  missingDeputies,
} from '../../../approval/request/progress.ts';
import { confirmationOf } from '../../../approval/request/stale/confirmation.ts';
import { formatConfirmed } from '../../../approval/request/stale/format-confirmed.ts';
import { formatDeadline } from '../../../approval/request/timing/format-deadline.ts';
import type { Report } from '../../../hook/report.ts';
import type { Finding } from '../../../hook/verdict.ts';
import { formatTimeLeft } from '../../../wording/durations.ts';
import { formatTime } from '../../../wording/times.ts';
import type { NodeState, TreeNode } from '../../terminal/tree.ts';
import { type GateRequest, isWaiting, outcomeOf, type Snapshot } from './snapshot.ts';

/** Greenlight's gates at one stage, from the ledger, as the deployment passed them. */
export function gateNodes(snapshot: Snapshot, stage: string): TreeNode[] {
  const requests = snapshot.requests.filter(({ request }) => request.subject.stage === stage);
  const asked = new Set(requests.map(({ request: { subject } }) => `${subject.step} ${subject.gate}`));
  const reports = snapshot.reports
    .filter((report) => report.stage === stage)
    // The approval's own report has less detail than its request.
    .filter(({ check, step, gate }) => check !== 'approval' || !asked.has(`${step} ${gate}`));
  return [
    ...reports.map((report) => reportNode(report, snapshot)),
    ...requests.map((request) => requestNode(request, snapshot)),
  ];
}

/** The hooks that ECS waits for now. */
export function hookNodes({ deployment, now }: Snapshot): TreeNode[] {
  return (deployment.lifecycleHookDetails ?? []).map((hook) => ({
    state: hookStates[hook.status ?? ''] ?? 'running',
    name: hook.targetType === 'PAUSE' ? 'pause hook' : `hook ${functionName(hook.targetArn)}`,
    word: hook.status ?? 'active',
    ...(isActive(hook) && hook.expiresAt && formatLimit(hook, hook.expiresAt, now)),
  }));
}

export function isActive({ status }: DeploymentLifecycleHookDetail): boolean {
  return status === 'AWAITING_ACTION' || status === 'IN_PROGRESS';
}

/** `retail-approval` of `arn:aws:lambda:eu-central-1:111122223333:function:retail-approval:live`. */
export function functionName(arn: string | undefined): string {
  return arn?.split(':')[6] || arn || 'without a name';
}

/** A finding in words: `p99: 812 ms, allowed 500 ms`. */
export function formatFinding({ name, found, allowed }: Finding): string {
  return `${name}: ${found}${allowed === undefined ? '' : `, allowed ${allowed}`}`;
}

export function formatGate(
  name: string,
  { step, gate }: { step?: number | undefined; gate?: string | undefined },
): string {
  return [name, formatGateName(name.split(' ').at(-1) ?? name, gate), step === undefined ? undefined : `at ${step} %`]
    .filter((part) => part !== undefined)
    .join(' ');
}

const hookStates: Readonly<Record<string, NodeState>> = { SUCCEEDED: 'done', FAILED: 'failed', TIMED_OUT: 'failed' };

function formatLimit(
  { timeoutAction }: DeploymentLifecycleHookDetail,
  expiresAt: Date,
  now: Date,
): Pick<TreeNode, 'text' | 'aside'> {
  const then = timeoutAction === 'CONTINUE' ? 'ECS continues' : 'ECS rolls back';
  return {
    text: `until ${formatTime(expiresAt, now)}, then ${then}`,
    aside: `in ${formatTimeLeft((expiresAt.getTime() - now.getTime()) / 1000)}`,
  };
}

const verdictStates: Readonly<Record<Report['verdict'], NodeState>> = {
  pass: 'done',
  wait: 'running',
  error: 'running',
  fail: 'failed',
};

/** Of one report; all of them are in `-o json`. */
const maxFindings = 5;

function reportNode(report: Report, { deployment }: Snapshot): TreeNode {
  const { check, verdict, findings } = report;
  const reason = formatReason(report);
  const isOver = outcomeOf(deployment.status) !== 'ongoing' || deployment.status?.startsWith('ROLLBACK') === true;
  const isOpen = verdict === 'wait' || verdict === 'error';
  const open = findings.filter(({ outcome }) => outcome !== 'passed');
  const shown = isProof(report) ? [] : open.slice(0, maxFindings);
  const hidden = isProof(report) ? 0 : open.length - shown.length;
  return {
    state: isOver && isOpen ? 'pending' : verdictStates[verdict],
    name: formatGate(check, report),
    word: isOver && isOpen ? `was ${formatVerdict(report)}` : formatVerdict(report),
    text: hidden > 0 ? `${reason}; ${hidden} more in -o json` : reason,
    children: shown.map((finding) => ({
      state: finding.outcome === 'failed' ? 'failed' : 'pending',
      name: finding.name,
      word: finding.allowed === undefined ? finding.found : `${finding.found}, allowed ${finding.allowed}`,
    })),
  };
}

function requestNode(gate: GateRequest, { now, deployment }: Snapshot): TreeNode {
  const { request } = gate;
  const name = formatGate('approval', request.subject);
  if (request.decision) {
    const state = { APPROVED: 'done', REJECTED: 'failed', EXPIRED: 'failed', SUPERSEDED: 'pending' } as const;
    const isOutdated = confirmationOf(request)?.outdated !== undefined;
    const word = formatConfirmed(request, request.decision, now);
    return { state: isOutdated ? 'failed' : state[request.decision.status], name, word };
  }
  if (request.status !== 'PENDING') {
    return { state: 'running', name, word: `set to ${request.status} in the bucket, not read yet` };
  }
  const deadline = new Date(request.deadline);
  if (!isWaiting(gate, now)) {
    const opens = isApprovedAt(request, now.toISOString());
    const word = `not decided by ${formatTime(deadline, now)}${opens ? ', which approves it' : ''}; ECS has no answer yet`;
    return { state: opens ? 'running' : 'failed', name, word };
  }
  if (outcomeOf(deployment.status) !== 'ongoing') {
    return { state: 'pending', name, word: 'was never decided' };
  }
  const { text, left } = formatPending(request, now);
  return { state: 'running', name, word: text, aside: `in ${left}` };
}

/** `1 of 2 approvals (ana@example.com), until 14:30 UTC, then ECS rolls back; asked: ben@example.com`, or the rules with what each has. */
export function formatPending(request: GateRequest['request'], now: Date): { text: string; left: string } {
  const approvers = countedApprovers(request);
  const by = approvers.length > 0 ? ` (${formatPeople(approvers.join(', '))})` : '';
  const deadline = new Date(request.deadline);
  const asked = missingApprovers(request, request.reviewers);
  const deputies = formatDeputies(request, missingDeputies(request)).map((text) => `; ${text}`);
  const who = asked.length > 0 ? `; asked: ${asked.join(', ')}${deputies.join('')}` : '';
  return {
    text: `${formatProgress(request)}${by}, until ${formatDeadline(request, now)}, then ${formatAtDeadline(request)}${who}`,
    left: formatTimeLeft((deadline.getTime() - now.getTime()) / 1000),
  };
}

import type { ApprovalRequest } from '../../approval/request/request.ts';
import { isReasonAwaited } from '../../approval/rollback/awaited-reason.ts';
import type { EcsDeployment } from '../../deployment/ecs.ts';
import { isRollingBack } from '../../deployment/is-rolling-back.ts';
import { isBeforeShift } from '../../deployment/test-traffic/green-of.ts';
import { oneLine } from '../../wording/lines.ts';
import { shorten } from '../../wording/values.ts';
import { versionsOf } from '../../wording/versions.ts';
import { type Announcement, aboutDeployment } from './announcement.ts';
import { type CauseFacts, rollbackCause } from './rollback-cause.ts';

/** How a deployment is going, as ECS reports it; undefined if ECS does not know it any more, or could not be asked. */
export type DeploymentState = { deployment: EcsDeployment | undefined } & Pick<CauseFacts, 'rollbacks' | 'reports'>;

/** What is to be announced about the deployment itself: that ECS rolls it back, and why, and how it ended. */
export function deploymentNews(
  requests: readonly ApprovalRequest[],
  facts: DeploymentState,
  now: Date,
): Announcement[] {
  const { deployment } = facts;
  const subject = requests.at(-1)?.subject;
  if (!deployment || !subject || isEarly(facts, now)) return [];
  const about = { ...aboutDeployment(subject), asked: [...new Set(requests.flatMap(peopleOf))] };
  return [
    ...(hasRolledBack(deployment) ? [rollbackNews(about, { ...facts, requests, deployment })] : []),
    ...endNews(about, deployment, requests),
  ];
}

/** Whether the reason of somebody who asked for a rollback may still come: then how the deployment goes is announced later. */
export function isEarly({ deployment, rollbacks }: DeploymentState, now: Date): boolean {
  return deployment !== undefined && rollbacks.length === 0 && isReasonAwaited(deployment, now);
}

/** Whether ECS is undoing it, or has undone it or tried to. */
export function hasRolledBack(deployment: EcsDeployment): boolean {
  return deployment.status?.startsWith('ROLLBACK_') === true || isRollingBack(deployment) === true;
}

type About = ReturnType<typeof aboutDeployment> & { asked: string[] };

function rollbackNews(about: About, facts: CauseFacts): Announcement {
  const { deployment, requests } = facts;
  const { cause, isAsked } = rollbackCause(facts);
  const { did, next } = rollbackWords[deployment.status ?? ''] ?? ongoing;
  return {
    ...about,
    ...{ id: 'rolled-back', event: 'rolled-back', label: isAsked ? 'ROLLED BACK AS ASKED' : 'ROLLED BACK' },
    at: deployment.rollback?.startedAt?.toISOString() ?? lastMoment(deployment, requests),
    tone: isAsked ? 'rest' : 'bad',
    headline: oneLine(`${about.release} on ${about.deployment.cluster} ${did}: ${cause}`),
    next: next && (stayedOn(requests, deployment) ?? next),
    cause,
  };
}

const ongoing: { did: string; next?: string } = {
  did: 'is being rolled back',
  next: 'ECS gives the traffic back to the revision before it',
};

/**
 * That production has not moved: a gate before the shift did not open in time. Undefined if that, or the version before, is not certain: a gate of
 * several checks, whose names have dots, can let a deployment pass that people rejected, and so can a timeout after the deadline.
 */
function stayedOn(requests: readonly ApprovalRequest[], deployment: EcsDeployment): string | undefined {
  const productionWeight = deployment.targetServiceRevision?.requestedProductionTrafficWeight ?? 0;
  const shut = requests.find(
    (request) =>
      wasShut(request, deployment) &&
      !request.subject.gate?.includes('.') &&
      isBeforeShift({ stage: request.subject.stage, productionWeight }),
  );
  const before = shut && versionsOf(shut.subject).before;
  return before && `Production stayed on ${before.startsWith('…') ? 'revision ' : ''}${before}`;
}

/** Whether a gate did not open before its deadline. Its request may be closed only after the rollback has begun. */
function wasShut({ status, decision, deadline }: ApprovalRequest, { rollback }: EcsDeployment): boolean {
  const isShut = decision ? decision.status === 'REJECTED' || decision.status === 'SUPERSEDED' : status === 'PENDING';
  const since = decision ? Date.parse(decision.at) : (rollback?.startedAt?.getTime() ?? Number.NaN);
  return isShut && since <= Date.parse(deadline);
}

const rollbackWords: Readonly<Record<string, { did: string; next?: string }>> = {
  ROLLBACK_SUCCESSFUL: { did: 'was rolled back', next: 'The revision before it has the traffic again' },
  ROLLBACK_FAILED: { did: 'failed' },
};

const ends: Readonly<Record<string, Pick<Announcement, 'label' | 'tone' | 'next'> & { did: string }>> = {
  SUCCESSFUL: { label: 'DEPLOYED', tone: 'good', did: 'is deployed' },
  STOPPED: {
    label: 'STOPPED',
    tone: 'rest',
    did: 'was stopped',
    next: 'Check in ECS which revision has the traffic',
  },
  ROLLBACK_FAILED: {
    label: 'ROLLBACK FAILED',
    tone: 'bad',
    did: 'failed, and ECS could not roll it back',
    next: 'Check in ECS which revision has the traffic, and deploy a good one',
  },
};

/** That a rollback has succeeded is no news of its own. */
function endNews(about: About, deployment: EcsDeployment, requests: readonly ApprovalRequest[]): Announcement[] {
  const { status = '', statusReason, finishedAt, stoppedAt } = deployment;
  const end = hasRolledBack(deployment) && status !== 'ROLLBACK_FAILED' ? undefined : ends[status];
  if (!end) return [];
  const because =
    end.tone === 'good' || !statusReason?.trim() ? '' : `: ${shorten(statusReason.trim().replace(/\.$/, ''), 400)}`;
  const { did, ...words } = end;
  return [
    {
      ...{ ...about, ...words, id: 'finished', event: 'finished' },
      at: (finishedAt ?? stoppedAt)?.toISOString() ?? lastMoment(deployment, requests),
      headline: oneLine(`${about.release} on ${about.deployment.cluster} ${did}${because}`),
    },
  ];
}

/** ECS does not name every time; what is announced last did not happen before the rest. */
function lastMoment({ rollback }: EcsDeployment, requests: readonly ApprovalRequest[]): string {
  const known = requests.flatMap(({ createdAt, decision }) => [createdAt, decision?.at ?? '']);
  return [...known, rollback?.startedAt?.toISOString() ?? ''].sort().at(-1) ?? '';
}

function peopleOf({ notifications }: ApprovalRequest): string[] {
  return notifications.map(({ to }) => to);
}

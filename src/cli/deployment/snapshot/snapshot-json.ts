import { countApprovals } from '../../../approval/request/progress.ts';
import { isWaiting, outcomeOf, type Snapshot, secondsOf } from './snapshot.ts';

/** A deployment for programs: ECS's facts by ECS's names, with Greenlight's gates. */
export function snapshotJson(snapshot: Snapshot) {
  const { arn, ref, deployment, images, requests, reports, rollbacks, unknown, now } = snapshot;
  const { rollback } = deployment;
  return {
    ...ref,
    serviceDeploymentArn: arn,
    status: deployment.status,
    outcome: outcomeOf(deployment.status),
    statusReason: deployment.statusReason,
    lifecycleStage: deployment.lifecycleStage,
    strategy: deployment.deploymentConfiguration?.strategy,
    createdAt: deployment.createdAt,
    startedAt: deployment.startedAt,
    finishedAt: deployment.finishedAt,
    seconds: Math.round(secondsOf(snapshot)),
    targetServiceRevision: deployment.targetServiceRevision,
    sourceServiceRevisions: deployment.sourceServiceRevisions,
    images,
    lifecycleHookDetails: deployment.lifecycleHookDetails ?? [],
    ...(rollback && { rollback }),
    approvals: requests.map((gate) => ({
      request: gate.key,
      stage: gate.request.subject.stage,
      step: gate.request.subject.step,
      gate: gate.request.subject.gate,
      status: gate.request.status,
      canBeDecided: isWaiting(gate, now),
      deadline: gate.request.deadline,
      approvals: countApprovals(gate.request),
      reviewers: gate.request.reviewers,
      votes: gate.request.votes,
      decision: gate.request.decision,
    })),
    reports,
    rollbackRequests: rollbacks,
    unknown,
  };
}

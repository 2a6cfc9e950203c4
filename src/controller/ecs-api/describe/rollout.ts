import type { Deployment } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { type DeploymentChange, reasonOfChange } from '../../ecs/event-bridge.ts';
import type { ServiceDeployment } from '../../ecs/resources.ts';

type Rollout = Pick<Deployment, 'rolloutState' | 'rolloutStateReason'>;

/** `rolloutState` of one revision's deployment, with its reason in ECS's words as far as they are known. */
export function rolloutOf(controller: Controller, newest: ServiceDeployment, revisionArn: string): Rollout {
  const change = changeOf(controller, newest, revisionArn);
  const isTripped = change.kind === 'failed' && change.by === 'circuit-breaker';
  return {
    rolloutState: stateOf[change.kind],
    rolloutStateReason: isTripped ? tasksFailedToStart : reasonOfChange(change, revisionArn),
  };
}

/** ECS's words here; AWS's sample of the event has `task`. */
const tasksFailedToStart = 'ECS deployment circuit breaker: tasks failed to start.';

const stateOf = {
  started: 'IN_PROGRESS',
  completed: 'COMPLETED',
  failed: 'FAILED',
  'rolling-back': 'IN_PROGRESS',
} as const satisfies Record<DeploymentChange['kind'], Rollout['rolloutState']>;

function changeOf(controller: Controller, newest: ServiceDeployment, revisionArn: string): DeploymentChange {
  if (revisionArn === newest.targetServiceRevision.arn) return endOf(newest, true);
  if (revisionArn === controller.controls.primaryRevisionArn()) return asRollbackGoal(newest, revisionArn);
  const own = controller.listServiceDeployments().find((brief) => brief.targetServiceRevisionArn === revisionArn);
  return own ? endOf(controller.describeServiceDeployment(own.serviceDeploymentArn), false) : { kind: 'started' };
}

/** A deployment that a newer one has replaced neither completed nor failed. */
function endOf(deployment: ServiceDeployment, isNewest: boolean): DeploymentChange {
  const { status, statusReason = '', rollback } = deployment;
  if (status === 'SUCCESSFUL') return { kind: 'completed' };
  if (status === 'PENDING' || status === 'IN_PROGRESS') return { kind: 'started' };
  if (!isNewest && !rollback && !isTriggered(deployment)) return { kind: 'started' };
  return { kind: 'failed', reason: rollback?.reason ?? statusReason, by: failedBy(deployment) };
}

function asRollbackGoal(newest: ServiceDeployment, revisionArn: string): DeploymentChange {
  const by = failedBy(newest);
  switch (newest.status) {
    case 'ROLLBACK_REQUESTED':
    case 'ROLLBACK_IN_PROGRESS':
      return { kind: 'rolling-back', toRevisionArn: revisionArn, by };
    case 'ROLLBACK_FAILED':
      return { kind: 'failed', reason: newest.statusReason ?? '', by: 'other' };
    default:
      return { kind: 'completed' };
  }
}

function failedBy({ deploymentCircuitBreaker }: ServiceDeployment): 'circuit-breaker' | 'other' {
  return deploymentCircuitBreaker.status === 'TRIGGERED' ? 'circuit-breaker' : 'other';
}

function isTriggered({ deploymentCircuitBreaker, alarms }: ServiceDeployment): boolean {
  return deploymentCircuitBreaker.status === 'TRIGGERED' || alarms.status === 'TRIGGERED';
}

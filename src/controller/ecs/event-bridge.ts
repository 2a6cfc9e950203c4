import { idOf, type ServiceArns } from './arns.ts';

/**
 * `ECS Deployment State Change` as EventBridge delivers it. AWS's samples lack `detail.clusterArn`; real events carry it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_service_deployment_events.html
 */
export type DeploymentStateChange = {
  version: '0';
  id: string;
  'detail-type': 'ECS Deployment State Change';
  source: 'aws.ecs';
  account: string;
  time: string;
  region: string;
  resources: readonly [serviceArn: string];
  detail: {
    eventType: 'INFO' | 'ERROR';
    eventName: 'SERVICE_DEPLOYMENT_IN_PROGRESS' | 'SERVICE_DEPLOYMENT_COMPLETED' | 'SERVICE_DEPLOYMENT_FAILED';
    clusterArn: string;
    /** `ecs-svc/` and the id of the target revision. */
    deploymentId: string;
    updatedAt: string;
    reason: string;
  };
};

type StateChangeFacts = {
  id: string;
  at: Date;
  account: string;
  region: string;
  arns: ServiceArns;
  revisionArn: string;
  change: DeploymentChange;
};

export type DeploymentChange =
  | { kind: 'started' }
  | { kind: 'completed' }
  | { kind: 'failed'; reason: string; by: FailedBy }
  | { kind: 'rolling-back'; toRevisionArn: string; by: FailedBy };

/** The wording is documented only for the circuit breaker. */
type FailedBy = 'circuit-breaker' | 'other';

export function deploymentStateChange(facts: StateChangeFacts): DeploymentStateChange {
  const time = facts.at.toISOString().replace(/\.\d{3}Z$/, 'Z');
  const deploymentId = deploymentIdOf(facts.revisionArn);
  return {
    version: '0',
    id: facts.id,
    'detail-type': 'ECS Deployment State Change',
    source: 'aws.ecs',
    account: facts.account,
    time,
    region: facts.region,
    resources: [facts.arns.service],
    detail: {
      eventType: facts.change.kind === 'failed' ? 'ERROR' : 'INFO',
      eventName: eventNames[facts.change.kind],
      clusterArn: facts.arns.cluster,
      deploymentId,
      updatedAt: time,
      reason: reasonOfChange(facts.change, facts.revisionArn),
    },
  };
}

const eventNames = {
  started: 'SERVICE_DEPLOYMENT_IN_PROGRESS',
  completed: 'SERVICE_DEPLOYMENT_COMPLETED',
  failed: 'SERVICE_DEPLOYMENT_FAILED',
  'rolling-back': 'SERVICE_DEPLOYMENT_IN_PROGRESS',
} as const;

/** The `reason` of the event, and the `rolloutStateReason` of the deployment. */
export function reasonOfChange(change: DeploymentChange, revisionArn: string): string {
  const deploymentId = deploymentIdOf(revisionArn);
  switch (change.kind) {
    case 'started':
      return `ECS deployment ${deploymentId} in progress.`;
    case 'completed':
      return `ECS deployment ${deploymentId} completed.`;
    case 'failed':
      if (change.by === 'circuit-breaker') return 'ECS deployment circuit breaker: task failed to start.';
      return `ECS deployment ${deploymentId} failed: ${change.reason}`;
    case 'rolling-back':
      return `ECS deployment${change.by === 'circuit-breaker' ? ' circuit breaker' : ''}: rolling back to deploymentId ${deploymentIdOf(change.toRevisionArn)}.`;
  }
}

/** `ecs-svc/` and the id of the revision. */
export function deploymentIdOf(revisionArn: string): string {
  return `ecs-svc/${idOf(revisionArn)}`;
}

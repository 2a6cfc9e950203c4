import type { JsonObject } from '../hook/json.ts';
import type { HookableStage } from '../hook/target.ts';
import type { LifecycleStage } from './stages.ts';

/*
 * The resources as the ECS API shows them, with the names of `@aws-sdk/client-ecs` and only the members that are played here.
 * Times are `Date`, as in the SDK.
 */

/** Shares of traffic in per cent by service revision ARN. */
export type TrafficWeights = Readonly<Record<string, number>>;

export type DeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'STOP_REQUESTED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | FinalStatus;

export type FinalStatus = 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED';

const finalStatuses: readonly string[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];

export function isFinal(status: DeploymentStatus): status is FinalStatus {
  return finalStatuses.includes(status);
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html */
export type ServiceDeployment = {
  serviceDeploymentArn: string;
  serviceArn: string;
  clusterArn: string;
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
  stoppedAt?: Date;
  updatedAt: Date;
  /** Empty for the first deployment of a service. */
  sourceServiceRevisions: readonly ServiceRevisionSummary[];
  targetServiceRevision: ServiceRevisionSummary;
  status: DeploymentStatus;
  statusReason?: string;
  lifecycleStage?: LifecycleStage;
  /** The hooks that are being waited for now. */
  lifecycleHookDetails: readonly LifecycleHookDetail[];
  /** The copy that was taken when the deployment started; a later change of the service does not reach it. */
  deploymentConfiguration: DeploymentConfiguration;
  rollback?: { reason: string; startedAt: Date; serviceRevisionArn?: string };
  alarms: {
    status: 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED';
    alarmNames: readonly string[];
    triggeredAlarmNames: readonly string[];
  };
};

export type ServiceRevisionSummary = {
  arn: string;
  requestedTaskCount: number;
  runningTaskCount: number;
  pendingTaskCount: number;
  requestedTestTrafficWeight: number;
  requestedProductionTrafficWeight: number;
};

export type LifecycleHookDetail = {
  hookId: string;
  targetType: 'AWS_LAMBDA';
  targetArn: string;
  status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
  expiresAt: Date;
  timeoutAction: TimeoutAction;
};

export type ServiceDeploymentBrief = Pick<
  ServiceDeployment,
  | 'serviceDeploymentArn'
  | 'serviceArn'
  | 'clusterArn'
  | 'startedAt'
  | 'createdAt'
  | 'finishedAt'
  | 'status'
  | 'statusReason'
> & { targetServiceRevisionArn: string };

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html */
export type ServiceRevision = {
  serviceRevisionArn: string;
  serviceArn: string;
  clusterArn: string;
  createdAt: Date;
  taskDefinition: string;
  containerImages: readonly ContainerImage[];
  loadBalancers: readonly LoadBalancer[];
  /** The target groups that this revision really uses; colours swap at every deployment. Only while the revision is active. */
  resolvedConfiguration?: { loadBalancers: readonly { targetGroupArn: string; productionListenerRule: string }[] };
};

export type ContainerImage = { containerName: string; image: string; imageDigest?: string };

export type LoadBalancer = {
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
  advancedConfiguration: {
    alternateTargetGroupArn: string;
    productionListenerRule: string;
    testListenerRule: string;
    roleArn: string;
  };
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
export type DeploymentConfiguration = {
  strategy: 'BLUE_GREEN';
  /** 0 to 1440. */
  bakeTimeInMinutes: number;
  /** Without effect in a blue/green deployment, and returned all the same. */
  maximumPercent?: number;
  minimumHealthyPercent?: number;
  lifecycleHooks: readonly LifecycleHook[];
  alarms?: { alarmNames: readonly string[]; enable: boolean; rollback: true };
};

export type LifecycleHook = {
  targetType: 'AWS_LAMBDA';
  hookTargetArn: string;
  roleArn: string;
  lifecycleStages: readonly HookableStage[];
  hookDetails?: JsonObject;
  timeoutConfiguration: { timeoutInMinutes: number; action: TimeoutAction };
};

export type TimeoutAction = 'ROLLBACK' | 'CONTINUE';

import type { JsonValue } from '../../hook/json.ts';
import type { HookableStage } from '../../hook/target.ts';
import type { LifecycleStage } from './stages.ts';

/*
 * The resources as the ECS API shows them, with the names of `@aws-sdk/client-ecs` and only the members that are played here.
 * Times are `Date`, as in the SDK.
 */

/** How a deployment replaces one revision with another. */
export type Strategy = 'ROLLING' | 'BLUE_GREEN' | 'LINEAR' | 'CANARY';

/** Shares of traffic in percent, by service revision ARN. */
export type TrafficWeights = Readonly<Record<string, number>>;

export type DeploymentStatus =
  | 'PENDING'
  | 'IN_PROGRESS'
  | 'STOP_REQUESTED'
  | 'ROLLBACK_REQUESTED'
  | 'ROLLBACK_IN_PROGRESS'
  | FinalDeploymentStatus;

export type FinalDeploymentStatus = 'SUCCESSFUL' | 'STOPPED' | 'ROLLBACK_SUCCESSFUL' | 'ROLLBACK_FAILED';

const finalStatuses: readonly string[] = ['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED'];

export function isFinal(status: DeploymentStatus): status is FinalDeploymentStatus {
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
  /** Missing in a rolling deployment. */
  lifecycleStage?: LifecycleStage;
  /** The hooks that the deployment waits for now. */
  lifecycleHookDetails: readonly LifecycleHookDetail[];
  /** A copy taken when the deployment started; later changes of the service do not affect it. */
  deploymentConfiguration: DeploymentConfiguration;
  rollback?: { reason: string; startedAt: Date; serviceRevisionArn?: string };
  /** Counts the failed tasks of a rolling deployment. */
  deploymentCircuitBreaker: { status: MonitorStatus; failureCount: number; threshold: number };
  alarms: {
    status: MonitorStatus;
    alarmNames: readonly string[];
    triggeredAlarmNames: readonly string[];
  };
};

export type MonitorStatus = 'DISABLED' | 'MONITORING' | 'MONITORING_COMPLETE' | 'TRIGGERED';

export type ServiceRevisionSummary = {
  arn: string;
  requestedTaskCount: number;
  runningTaskCount: number;
  pendingTaskCount: number;
  requestedTestTrafficWeight: number;
  /** Missing while the deployment runs with the switch `describedWeights`. */
  requestedProductionTrafficWeight?: number;
};

export type LifecycleHookDetail = {
  hookId: string;
  targetType: ConfiguredHook['targetType'];
  /** Lambda hooks only. */
  targetArn?: string;
  /** A Lambda hook is IN_PROGRESS, and a pause hook AWAITING_ACTION, until it ends. */
  status: 'AWAITING_ACTION' | 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT';
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
  loadBalancers: readonly PlayedLoadBalancer[];
  /** The target groups that this revision actually uses; colours swap at every deployment. Only while the revision is active. */
  resolvedConfiguration?: { loadBalancers: readonly { targetGroupArn: string; productionListenerRule?: string }[] };
};

export type ContainerImage = { containerName: string; image: string; imageDigest?: string };

/** A target group of a service. Only a rolling deployment does without the second one, and the rules that shift traffic. */
export type PlayedLoadBalancer = {
  targetGroupArn: string;
  containerName: string;
  containerPort: number;
  advancedConfiguration?: {
    alternateTargetGroupArn: string;
    /** A rule of an Application Load Balancer, or a listener of a Network Load Balancer. */
    productionListenerRule: string;
    /** Without one there is no test traffic. */
    testListenerRule?: string;
    roleArn: string;
  };
};

/** One that every strategy can shift traffic with. */
export type LoadBalancer = PlayedLoadBalancer & Required<Pick<PlayedLoadBalancer, 'advancedConfiguration'>>;

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html */
export type DeploymentConfiguration = {
  strategy: Strategy;
  /** 0 to 1440. */
  bakeTimeInMinutes: number;
  /** Of a rolling deployment, in percent of the desired count, rounded down. Default 200. Also returned with other strategies. */
  maximumPercent?: number;
  /** Of a rolling deployment, in percent of the desired count, rounded up. Default 100. */
  minimumHealthyPercent?: number;
  lifecycleHooks: readonly ConfiguredHook[];
  alarms?: { alarmNames: readonly string[]; enable: boolean; rollback: boolean };
  /** With LINEAR only, and then always. */
  linearConfiguration?: LinearConfiguration;
  /** With CANARY only, and then always. */
  canaryConfiguration?: CanaryConfiguration;
  /** Works in a rolling deployment only. */
  deploymentCircuitBreaker?: DeploymentCircuitBreaker;
  /** With ROLLING only. */
  earlySuccessCriteria?: EarlySuccessCriteria;
};

/** When a rolling deployment is successful before all of its tasks are healthy. */
export type EarlySuccessCriteria = {
  enable: boolean;
  /** 0 to 100 percent of the desired count, rounded up; at least `minimumHealthyPercent`. */
  healthyPercent?: number;
  /** Whether the previous tasks end before the deployment is successful, or afterwards. */
  sourceServiceRevisionCleanup?: 'BLOCKING' | 'DEFERRED';
};

export type LinearConfiguration = {
  /** 3.0 to 100.0 in tenths. Default 10. */
  stepPercent: number;
  /** 0 to 1440. Default 6. */
  stepBakeTimeInMinutes: number;
};

export type CanaryConfiguration = {
  /** 0.1 to 100.0 in tenths. Default 5. */
  canaryPercent: number;
  /** 0 to 1440. Default 10. */
  canaryBakeTimeInMinutes: number;
};

export type DeploymentCircuitBreaker = {
  enable: boolean;
  rollback: boolean;
  /** Whether a healthy task sets the count of failures back to 0. Default true. */
  resetOnHealthyTask: boolean;
  /** How many failures are too many. Default: BOUNDED_PERCENT with 50. */
  thresholdConfiguration: { type: 'BOUNDED_PERCENT' | 'UNBOUNDED_PERCENT' | 'COUNT'; value: number };
};

export type ConfiguredHook = LambdaHook | PauseHook;

export type LambdaHook = {
  targetType: 'AWS_LAMBDA';
  hookTargetArn: string;
  roleArn: string;
  lifecycleStages: readonly HookableStage[];
  hookDetails?: JsonValue;
  /** 1 to 1440 minutes. */
  timeoutConfiguration: { timeoutInMinutes: number; action: TimeoutAction };
};

/** Waits until somebody calls ContinueServiceDeployment. */
type PauseHook = {
  targetType: 'PAUSE';
  lifecycleStages: readonly HookableStage[];
  /** Not used. */
  hookDetails?: JsonValue;
  /** 1 to 20160 minutes. */
  timeoutConfiguration: { timeoutInMinutes: number; action: TimeoutAction };
};

/** What ECS does when a hook times out, and what ContinueServiceDeployment asks for. */
export type TimeoutAction = 'ROLLBACK' | 'CONTINUE';

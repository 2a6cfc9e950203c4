/**
 * The calls to ECS. A reader resolves to `undefined`, or leaves a revision out, if ECS says that it does not exist, and throws if it could not
 * check: throttled, not allowed, no network.
 */
export interface EcsReader {
  describeServiceDeployment(serviceDeploymentArn: string, signal: AbortSignal): Promise<EcsDeployment | undefined>;
  /** At most 20 ARNs, which is ECS's own limit. */
  describeServiceRevisions(
    serviceRevisionArns: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly EcsRevision[]>;
}

/** The list of a service's deployments. */
export interface DeploymentLister {
  /**
   * Those that were created up to a minute before and after a moment.
   *
   * @param serviceArn - with the cluster's name in it
   */
  listServiceDeployments(
    serviceArn: string,
    cluster: string,
    around: Date,
    signal: AbortSignal,
  ): Promise<readonly ListedDeployment[]>;
}

export type ListedDeployment = { serviceDeploymentArn?: string | undefined; createdAt?: Date | undefined };

/**
 * The fields of a service deployment that we use, in the SDK's names. All are optional, as they are in the API.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeployment.html
 */
export type EcsDeployment = {
  serviceDeploymentArn?: string | undefined;
  /** PENDING, IN_PROGRESS, STOP_REQUESTED, ROLLBACK_REQUESTED, ROLLBACK_IN_PROGRESS, or one of the final ones. */
  status?: string | undefined;
  statusReason?: string | undefined;
  createdAt?: Date | undefined;
  finishedAt?: Date | undefined;
  stoppedAt?: Date | undefined;
  sourceServiceRevisions?: readonly EcsRevisionSummary[] | undefined;
  targetServiceRevision?: EcsRevisionSummary | undefined;
  /** Missing in a rolling deployment. The SDK's enum lacks stages, so any string. */
  lifecycleStage?: string | undefined;
  /** The hooks that it waits for now; whether finished ones stay listed is not documented. */
  lifecycleHookDetails?: readonly EcsHookDetail[] | undefined;
  deploymentConfiguration?:
    | {
        strategy?: string | undefined;
        bakeTimeInMinutes?: number | undefined;
        alarms?: { alarmNames: readonly string[] | undefined; enable: boolean | undefined } | undefined;
        lifecycleHooks?:
          | readonly { targetType?: string | undefined; lifecycleStages?: readonly string[] | undefined }[]
          | undefined;
      }
    | undefined;
  rollback?:
    | { reason?: string | undefined; startedAt?: Date | undefined; serviceRevisionArn?: string | undefined }
    | undefined;
};

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceDeploymentLifecycleHookDetail.html */
export type EcsHookDetail = {
  hookId?: string | undefined;
  /** `PAUSE` or `AWS_LAMBDA`. */
  targetType?: string | undefined;
  /** AWAITING_ACTION, IN_PROGRESS, SUCCEEDED, FAILED, TIMED_OUT. */
  status?: string | undefined;
  expiresAt?: Date | undefined;
  /** CONTINUE or ROLLBACK. */
  timeoutAction?: string | undefined;
};

export type EcsRevisionSummary = {
  arn?: string | undefined;
  /** Percent. */
  requestedProductionTrafficWeight?: number | undefined;
  requestedTaskCount?: number | undefined;
};

/**
 * The fields of a service revision that we use, in the SDK's names.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html
 */
export type EcsRevision = {
  serviceRevisionArn?: string | undefined;
  createdAt?: Date | undefined;
  taskDefinition?: string | undefined;
  containerImages?: readonly EcsContainerImage[] | undefined;
  loadBalancers?: readonly ServiceLoadBalancer[] | undefined;
  resolvedConfiguration?: { loadBalancers?: readonly ResolvedLoadBalancer[] | undefined } | undefined;
  serviceConnectConfiguration?: { enabled: boolean | undefined } | undefined;
  vpcLatticeConfigurations?: readonly unknown[] | undefined;
  gatewayConnectors?: readonly unknown[] | undefined;
  ecsManagedResources?:
    | { ingressPaths?: readonly unknown[] | undefined; gatewayConnections?: readonly unknown[] | undefined }
    | undefined;
};

export type EcsContainerImage = {
  containerName?: string | undefined;
  image?: string | undefined;
  imageDigest?: string | undefined;
};

/** How one load balancer is attached to the service. The two target groups swap colours at every deployment. */
export type ServiceLoadBalancer = {
  targetGroupArn?: string | undefined;
  containerName?: string | undefined;
  containerPort?: number | undefined;
  advancedConfiguration?:
    | {
        alternateTargetGroupArn?: string | undefined;
        /** A rule ARN for an Application Load Balancer, a listener ARN for a Network Load Balancer; so is the next. */
        productionListenerRule?: string | undefined;
        testListenerRule?: string | undefined;
      }
    | undefined;
};

/** The target group that a revision really uses. ECS reports it for an active revision only. */
type ResolvedLoadBalancer = {
  targetGroupArn?: string | undefined;
  productionListenerRule?: string | undefined;
};

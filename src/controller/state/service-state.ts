import type {
  ContainerImage,
  DeploymentConfiguration,
  PlayedLoadBalancer,
  ServiceDeployment,
  ServiceRevisionSummary,
  TrafficWeights,
} from '../ecs/resources.ts';
import type { Switches } from '../switches.ts';
import type { BackendRevision } from './backend.ts';
import type { ListenerRole } from './plan-deployment.ts';

/** One revision, as the controller keeps it. */
export type Revision = {
  readonly arn: string;
  readonly createdAt: Date;
  readonly taskDefinition: string;
  readonly containerImages: readonly ContainerImage[];
  readonly loadBalancers: readonly PlayedLoadBalancer[];
  /** Which of each load balancer's two target groups it uses. Colours alternate. */
  readonly side: 'target-group' | 'alternate';
  /** Whether its target groups can be seen in `resolvedConfiguration`. */
  isResolved: boolean;
  /** Tasks wanted; a revision with any is ACTIVE. */
  requestedTaskCount: number;
  runningTaskCount: number;
  /** Of those started before the first one was healthy; 0 from then on. */
  failedTaskCount: number;
};

/** One deployment, as the controller keeps it: the revisions are named here, and summarized on request. */
export type DeploymentRecord = Omit<
  ServiceDeployment,
  'sourceServiceRevisions' | 'targetServiceRevision' | 'lifecycleHookDetails' | 'serviceArn' | 'clusterArn'
> & {
  readonly sourceArns: readonly string[];
  readonly targetArn: string;
  /** The state of the revisions when the deployment ended. */
  atEnd?: { sources: readonly ServiceRevisionSummary[]; target: ServiceRevisionSummary };
};

/** The state that persists from one deployment of the service to the next. */
export class ServiceState {
  readonly revisions = new Map<string, Revision>();
  /** In the order they were started. */
  readonly deployments = new Map<string, DeploymentRecord>();
  readonly weights: Record<ListenerRole, TrafficWeights> = { test: {}, production: {} };
  /** Blue: the revision of the last successful deployment. */
  primaryArn: string | undefined;
  configuration: DeploymentConfiguration | undefined;

  revision(arn: string): Revision {
    const found = this.revisions.get(arn);
    if (!found) throw new Error(`the controller lost service revision ${arn}`);
    return found;
  }

  /** Oldest first. That is the primary if there is one: everything older ended when it took over. */
  activeArns(): readonly string[] {
    return [...this.revisions.values()].filter((revision) => revision.requestedTaskCount > 0).map(({ arn }) => arn);
  }

  /**
   * The target group that the primary leaves free; only tasks that replace tasks are in the same one. The first revision has no other to
   * avoid.
   */
  sideOfNext({ firstTargetGroup }: Pick<Switches, 'firstTargetGroup'>): Revision['side'] {
    const primary = this.primaryArn === undefined ? undefined : this.revisions.get(this.primaryArn);
    if (!primary) return firstTargetGroup;
    if (this.configuration?.strategy === 'ROLLING') return primary.side;
    return primary.side === 'target-group' ? 'alternate' : 'target-group';
  }

  summary(arn: string): ServiceRevisionSummary {
    const { failedTaskCount: _hidden, ...counts } = taskCountsOf(this.revision(arn));
    return {
      arn,
      ...counts,
      requestedTestTrafficWeight: this.weights.test[arn] ?? 0,
      requestedProductionTrafficWeight: this.weights.production[arn] ?? 0,
    };
  }
}

export function taskCountsOf({ requestedTaskCount, runningTaskCount, failedTaskCount }: Revision) {
  const pendingTaskCount = Math.max(0, requestedTaskCount - runningTaskCount);
  return { requestedTaskCount, runningTaskCount, pendingTaskCount, failedTaskCount };
}

export function servingGroupsOf({ loadBalancers, side }: Revision): readonly string[] {
  return loadBalancers.map(({ targetGroupArn, advancedConfiguration }) =>
    side === 'target-group' ? targetGroupArn : (advancedConfiguration?.alternateTargetGroupArn ?? targetGroupArn),
  );
}

export function backendRevision(revision: Revision): BackendRevision {
  const { arn, taskDefinition, containerImages } = revision;
  return { serviceRevisionArn: arn, taskDefinition, containerImages, targetGroupArns: servingGroupsOf(revision) };
}

import type { ServiceArns } from '../ecs/arns.ts';
import type {
  LifecycleHookDetail,
  ServiceDeployment,
  ServiceDeploymentBrief,
  ServiceRevision,
} from '../ecs/resources.ts';
import type { Switches } from '../switches.ts';
import { type DeploymentRecord, type Revision, type ServiceState, servingGroupsOf } from './service-state.ts';

/** A deployment as DescribeServiceDeployments shows it. */
export function describeDeployment(
  { sourceArns, targetArn, atEnd, ...record }: DeploymentRecord,
  service: ServiceState,
  { arns, switches }: { arns: ServiceArns; switches: Pick<Switches, 'describedWeights'> },
  activeHooks: readonly LifecycleHookDetail[],
): ServiceDeployment {
  const described = {
    ...record,
    serviceArn: arns.service,
    clusterArn: arns.cluster,
    sourceServiceRevisions: atEnd?.sources ?? sourceArns.map((arn) => service.summary(arn)),
    targetServiceRevision: atEnd?.target ?? service.summary(targetArn),
    lifecycleHookDetails: activeHooks,
  };
  return switches.describedWeights === 'missing' ? withoutWeight(described) : described;
}

/** A deployment that has not ended may not show it. */
function withoutWeight(deployment: ServiceDeployment): ServiceDeployment {
  if (deployment.finishedAt) return deployment;
  const { requestedProductionTrafficWeight: _hidden, ...targetServiceRevision } = deployment.targetServiceRevision;
  return { ...deployment, targetServiceRevision };
}

/** A deployment as ListServiceDeployments shows it. */
export function briefOf(record: DeploymentRecord, arns: ServiceArns): ServiceDeploymentBrief {
  const { serviceDeploymentArn, createdAt, startedAt, finishedAt, status, statusReason, targetArn } = record;
  return {
    serviceDeploymentArn,
    serviceArn: arns.service,
    clusterArn: arns.cluster,
    createdAt,
    ...(startedAt && { startedAt }),
    ...(finishedAt && { finishedAt }),
    targetServiceRevisionArn: targetArn,
    status,
    ...(statusReason !== undefined && { statusReason }),
  };
}

/** A revision as DescribeServiceRevisions shows it. */
export function describeRevision(revision: Revision, arns: ServiceArns): ServiceRevision {
  const { arn, createdAt, taskDefinition, containerImages, loadBalancers, isResolved } = revision;
  const targetGroups = servingGroupsOf(revision);
  const resolved = loadBalancers.flatMap(({ advancedConfiguration }, index) => {
    const targetGroupArn = targetGroups[index];
    const productionListenerRule = advancedConfiguration?.productionListenerRule;
    if (targetGroupArn === undefined) return [];
    return [{ targetGroupArn, ...(productionListenerRule !== undefined && { productionListenerRule }) }];
  });
  return {
    serviceRevisionArn: arn,
    serviceArn: arns.service,
    clusterArn: arns.cluster,
    createdAt,
    taskDefinition,
    containerImages,
    loadBalancers,
    ...(isResolved && { resolvedConfiguration: { loadBalancers: resolved } }),
  };
}

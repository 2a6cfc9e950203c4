import type { Service } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import type { ServiceDeployment } from '../../ecs/resources.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import { currentRevisionArn, isCurrent, newestDeployment, revisionsOf } from './current-revision.ts';
import { describeConfiguration } from './describe-configuration.ts';
import { describeDeployments } from './describe-deployments.ts';

/**
 * A service as DescribeServices shows it. It has the task definition of the revision that serves it or will serve it: after a rollback
 * the earlier one again. `desiredCount` is the requested count from the start, so that a service whose tasks wait for a hook is not stable.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export function serviceMember(
  controller: Controller,
  region: EcsRegion,
  deployment: ServiceDeployment = newestDeployment(controller),
): Service {
  const { clusterArn, serviceArn } = controller;
  const revisions = revisionsOf(controller, deployment);
  const current = controller.describeServiceRevision(currentRevisionArn(controller, deployment));
  const { deploymentConfiguration } = controller;
  return {
    serviceArn,
    serviceName: nameFromArn(serviceArn),
    clusterArn,
    status: 'ACTIVE',
    desiredCount: controller.desiredCount,
    runningCount: sum(revisions.map(({ runningTaskCount }) => runningTaskCount)),
    pendingCount: sum(revisions.map(({ pendingTaskCount }) => pendingTaskCount)),
    taskDefinition: region.taskDefinitions.arnOf(current.taskDefinition),
    loadBalancers: [...current.loadBalancers],
    ...region.settings.of(serviceArn),
    ...fixedMembers(serviceArn),
    ...(deploymentConfiguration && { deploymentConfiguration: describeConfiguration(deploymentConfiguration) }),
    deployments: describeDeployments(controller, deployment, region),
    currentServiceRevisions: revisions.filter(isActive).map(({ arn, ...counts }) => ({
      arn,
      requestedTaskCount: counts.requestedTaskCount,
      runningTaskCount: counts.runningTaskCount,
      pendingTaskCount: counts.pendingTaskCount,
    })),
    ...(isCurrent(controller, deployment) && { currentServiceDeployment: deployment.serviceDeploymentArn }),
    events: [...controller.serviceEvents()],
    ...createdAtOf(controller),
  };
}

/** The same in every service here. */
function fixedMembers(serviceArn: string): Partial<Service> {
  const [, partition, , , account] = serviceArn.split(':');
  return {
    createdBy: `arn:${partition}:iam::${account}:root`,
    deploymentController: { type: 'ECS' },
    resourceManagementType: 'CUSTOMER',
    roleArn: `arn:${partition}:iam::${account}:role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS`,
    schedulingStrategy: 'REPLICA',
    serviceRegistries: [],
  };
}

const isActive = ({ requestedTaskCount }: { requestedTaskCount: number }) => requestedTaskCount > 0;

function createdAtOf(controller: Controller): { createdAt?: Date } {
  const oldest = controller.listServiceDeployments().at(-1);
  return oldest ? { createdAt: oldest.createdAt } : {};
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

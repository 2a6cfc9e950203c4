import type { Service, ServiceRevision } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { isFinal, type ServiceDeployment } from '../../ecs/resources.ts';
import { nameFromArn } from '../region.ts';
import type { TaskDefinitions } from '../task-definitions.ts';
import { currentRevisionArn, newestDeployment, revisionsOf } from './current-revision.ts';
import { describeDeployments } from './describe-deployments.ts';

/**
 * A service as DescribeServices shows it. It has the task definition of the revision that serves it or will serve it: after a rollback
 * the earlier one again. `desiredCount` is the requested count from the start, so that a service whose tasks wait for a hook is not stable.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
 */
export function serviceMember(
  controller: Controller,
  taskDefinitions: TaskDefinitions,
  deployment: ServiceDeployment = newestDeployment(controller),
): Service {
  const { clusterArn, serviceArn } = controller;
  const revisions = revisionsOf(deployment);
  const active = revisions.filter((revision) => revision.requestedTaskCount > 0);
  const current = controller.describeServiceRevision(currentRevisionArn(controller, deployment));
  const { configuration } = controller.snapshot();
  return {
    serviceArn,
    serviceName: nameFromArn(serviceArn),
    clusterArn,
    status: 'ACTIVE',
    schedulingStrategy: 'REPLICA',
    deploymentController: { type: 'ECS' },
    desiredCount: controller.desiredCount,
    runningCount: sum(revisions.map(({ runningTaskCount }) => runningTaskCount)),
    pendingCount: sum(revisions.map(({ pendingTaskCount }) => pendingTaskCount)),
    taskDefinition: taskDefinitions.arnOf(current.taskDefinition),
    loadBalancers: [...current.loadBalancers],
    // The controller keeps it as JSON, which is how the API has it.
    ...(configuration && { deploymentConfiguration: configuration as NonNullable<Service['deploymentConfiguration']> }),
    deployments: describeDeployments(controller, deployment, taskDefinitions),
    currentServiceRevisions: active.map(({ arn, requestedTaskCount, runningTaskCount, pendingTaskCount }) => ({
      arn,
      requestedTaskCount,
      runningTaskCount,
      pendingTaskCount,
    })),
    ...(!isFinal(deployment.status) && { currentServiceDeployment: deployment.serviceDeploymentArn }),
    events: [],
    ...createdAtOf(controller),
  };
}

/** @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRevision.html */
export function revisionMember(
  controller: Controller,
  serviceRevisionArn: string,
  taskDefinitions: TaskDefinitions,
): ServiceRevision {
  const { taskDefinition, containerImages, loadBalancers, resolvedConfiguration, ...revision } =
    controller.describeServiceRevision(serviceRevisionArn);
  return {
    ...revision,
    taskDefinition: taskDefinitions.arnOf(taskDefinition),
    containerImages: [...containerImages],
    loadBalancers: [...loadBalancers],
    ...(resolvedConfiguration && {
      resolvedConfiguration: { loadBalancers: [...resolvedConfiguration.loadBalancers] },
    }),
  };
}

function createdAtOf(controller: Controller): { createdAt?: Date } {
  const oldest = controller.listServiceDeployments().at(-1);
  return oldest ? { createdAt: oldest.createdAt } : {};
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

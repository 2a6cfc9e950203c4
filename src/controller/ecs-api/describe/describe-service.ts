import type { Deployment, Service, ServiceRevision } from '@aws-sdk/client-ecs';
import type { Controller } from '../controller-api.ts';
import {
  isFinal,
  type ServiceDeployment,
  type ServiceDeploymentBrief,
  type ServiceRevisionSummary,
} from '../ecs/resources.ts';
import { nameFromArn } from './region.ts';
import type { TaskDefinitions } from './task-definitions.ts';

/**
 * A service as DescribeServices shows it. It has the task definition of the revision that serves it or will serve it: after a rollback
 * the earlier one again.
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
    desiredCount: desiredCountOf(controller, deployment),
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

/** The service's target revision: the one being deployed, or otherwise the primary one. */
export function currentRevisionArn(controller: Controller, deployment = newestDeployment(controller)): string {
  const { status, targetServiceRevision } = deployment;
  const isGoingForward = status === 'PENDING' || status === 'IN_PROGRESS';
  return isGoingForward
    ? targetServiceRevision.arn
    : (controller.controls.primaryRevisionArn() ?? targetServiceRevision.arn);
}

/** Tasks wanted of each revision. 0 until the first deployment has begun to start them. */
export function desiredCountOf(controller: Controller, deployment = newestDeployment(controller)): number {
  return Math.max(...revisionsOf(deployment).map(({ requestedTaskCount }) => requestedTaskCount));
}

/** Every revision of the newest deployment: first the target, then the sources. */
export function newestRevisions(controller: Controller): readonly ServiceRevisionSummary[] {
  return revisionsOf(newestDeployment(controller));
}

/**
 * The newest deployment that the Describe and List operations return: with the switch `newDeploymentListed` a new one appears later.
 * The first deployment of a service is always returned, because the service would not exist without it.
 */
export function listedDeployment(controller: Controller): ServiceDeployment {
  const [newest] = controller.listedServiceDeployments();
  const [first] = controller.listServiceDeployments().slice(-1);
  return describeBrief(controller, newest ?? first);
}

function newestDeployment(controller: Controller): ServiceDeployment {
  const [newest] = controller.listServiceDeployments();
  return describeBrief(controller, newest);
}

function describeBrief(controller: Controller, newest: ServiceDeploymentBrief | undefined): ServiceDeployment {
  if (!newest) throw new TypeError(`${controller.serviceArn} has deployed nothing and cannot be described`);
  return controller.describeServiceDeployment(newest.serviceDeploymentArn);
}

function revisionsOf(deployment: ServiceDeployment): readonly ServiceRevisionSummary[] {
  const { targetServiceRevision, sourceServiceRevisions } = deployment;
  return [targetServiceRevision, ...sourceServiceRevisions];
}

/** The older view of deployments, which `aws ecs wait services-stable` reads: stable when there is one, with all of its tasks. */
function describeDeployments(
  controller: Controller,
  newest: ServiceDeployment,
  taskDefinitions: TaskDefinitions,
): Deployment[] {
  const currentArn = currentRevisionArn(controller, newest);
  return revisionsOf(newest)
    .filter(({ arn, requestedTaskCount }) => arn === currentArn || requestedTaskCount > 0)
    .map((revision) => {
      const { taskDefinition, createdAt } = controller.describeServiceRevision(revision.arn);
      const isPrimary = revision.arn === currentArn;
      return {
        id: `ecs-svc/${nameFromArn(revision.arn)}`,
        status: isPrimary ? 'PRIMARY' : 'ACTIVE',
        taskDefinition: taskDefinitions.arnOf(taskDefinition),
        desiredCount: revision.requestedTaskCount,
        pendingCount: revision.pendingTaskCount,
        runningCount: revision.runningTaskCount,
        failedTasks: 0,
        createdAt,
        updatedAt: newest.updatedAt,
        rolloutState: isPrimary && !isFinal(newest.status) ? 'IN_PROGRESS' : 'COMPLETED',
        ...(isPrimary && newest.statusReason !== undefined && { rolloutStateReason: newest.statusReason }),
      };
    });
}

function createdAtOf(controller: Controller): { createdAt?: Date } {
  const oldest = controller.listServiceDeployments().at(-1);
  return oldest ? { createdAt: oldest.createdAt } : {};
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

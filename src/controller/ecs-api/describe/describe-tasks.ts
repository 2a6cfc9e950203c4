import type { Container, Task } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { deploymentIdOf } from '../../ecs/event-bridge.ts';
import type { ContainerImage } from '../../ecs/resources.ts';
import { hexOf, taskIdOf } from '../../ecs/task-ids.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import { newestRevisions } from './current-revision.ts';
import { placementOf } from './describe-revision.ts';

/** One task for each that the controller counts as running, and one for each that has not become healthy yet. A task keeps its id. */
export function tasksOf(controller: Controller, region: EcsRegion): Task[] {
  return newestRevisions(controller).flatMap(({ arn, runningTaskCount, pendingTaskCount }) =>
    Array.from({ length: runningTaskCount + pendingTaskCount }, (_, index) =>
      describeTask(controller, region, arn, { index, isRunning: index < runningTaskCount }),
    ),
  );
}

function describeTask(
  controller: Controller,
  region: EcsRegion,
  revisionArn: string,
  { index, isRunning }: { index: number; isRunning: boolean },
): Task {
  const { clusterArn, serviceArn } = controller;
  const { taskDefinition, createdAt, containerImages } = controller.describeServiceRevision(revisionArn);
  const taskArn = region.arnOf('task', `${nameFromArn(clusterArn)}/${taskIdOf(revisionArn, index)}`);
  const {
    networkConfiguration: _where,
    capacityProviderStrategy: _which,
    ...placement
  } = placementOf(controller, revisionArn, region);
  const lastStatus = isRunning ? 'RUNNING' : 'PENDING';
  return {
    taskArn,
    clusterArn,
    taskDefinitionArn: region.taskDefinitions.arnOf(taskDefinition),
    containers: containerImages.map((image) => describeContainer(image, taskArn, lastStatus)),
    group: `service:${nameFromArn(serviceArn)}`,
    startedBy: deploymentIdOf(revisionArn),
    desiredStatus: 'RUNNING',
    lastStatus,
    healthStatus: isRunning ? 'HEALTHY' : 'UNKNOWN',
    connectivity: 'CONNECTED',
    ...placement,
    enableExecuteCommand: region.settings.of(serviceArn).enableExecuteCommand ?? false,
    createdAt,
    attachments: [],
    attributes: [],
    overrides: { containerOverrides: containerImages.map(({ containerName }) => ({ name: containerName })) },
    version: isRunning ? 2 : 1,
  };
}

function describeContainer(
  { containerName, image, imageDigest }: ContainerImage,
  taskArn: string,
  lastStatus: string,
): Container {
  return {
    containerArn: `${taskArn.replace(':task/', ':container/')}/${hexOf(`${taskArn}#${containerName}`)}`,
    taskArn,
    name: containerName,
    image,
    ...(imageDigest !== undefined && { imageDigest }),
    lastStatus,
    networkBindings: [],
    networkInterfaces: [],
    healthStatus: 'UNKNOWN',
  };
}

import type { Container, Task } from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { deploymentIdOf } from '../../ecs/event-bridge.ts';
import type { ContainerImage } from '../../ecs/resources.ts';
import { hexOf, taskIdOf } from '../../ecs/task-ids.ts';
import type { StoppedTask, TaskTimes } from '../../state/stopped-tasks.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import { newestRevisions } from './current-revision.ts';
import { placementOf } from './describe-revision.ts';

/** One task for each that the controller counts as running, and one for each that has not become healthy yet. A task keeps its id. */
export function tasksOf(controller: Controller, region: EcsRegion): Task[] {
  return newestRevisions(controller).flatMap(({ arn, runningTaskCount, pendingTaskCount }) =>
    Array.from({ length: runningTaskCount + pendingTaskCount }, (_, index) => {
      const isRunning = index < runningTaskCount;
      return {
        ...describeTask(
          controller,
          region,
          { ...controller.controls.taskTimes(arn)[index], id: taskIdOf(arn, index), serviceRevisionArn: arn },
          isRunning ? 'RUNNING' : 'PENDING',
        ),
        desiredStatus: 'RUNNING',
        healthStatus: isRunning ? 'HEALTHY' : 'UNKNOWN',
        version: isRunning ? 2 : 1,
      };
    }),
  );
}

/** Those that have stopped within the last hour. */
export function stoppedTasksOf(controller: Controller, region: EcsRegion): Task[] {
  return controller.stoppedTasks().map((stopped) => {
    const { stopCode, stoppedReason, stoppedAt, exitCode, hasRun } = stopped;
    const task = describeTask(controller, region, stopped, 'STOPPED');
    return {
      ...task,
      containers: task.containers.map((container) => ({ ...container, ...(hasRun && { exitCode }) })),
      desiredStatus: 'STOPPED',
      healthStatus: 'UNKNOWN',
      ...{ stopCode, stoppedReason, stoppedAt, stoppingAt: stoppedAt, executionStoppedAt: stoppedAt },
      version: 3,
    };
  });
}

type DescribedTask = Task & { containers: Container[] };

function describeTask(
  controller: Controller,
  region: EcsRegion,
  { id, serviceRevisionArn, ...times }: Pick<StoppedTask, 'id' | 'serviceRevisionArn'> & Partial<TaskTimes>,
  lastStatus: 'PENDING' | 'RUNNING' | 'STOPPED',
): DescribedTask {
  const { clusterArn, serviceArn } = controller;
  const { taskDefinition, createdAt, containerImages } = controller.describeServiceRevision(serviceRevisionArn);
  const taskArn = region.arnOf('task', `${nameFromArn(clusterArn)}/${id}`);
  const {
    networkConfiguration: _where,
    capacityProviderStrategy: _which,
    ...placement
  } = placementOf(controller, serviceRevisionArn, region);
  return {
    taskArn,
    clusterArn,
    taskDefinitionArn: region.taskDefinitions.arnOf(taskDefinition),
    containers: containerImages.map((image) => describeContainer(image, taskArn, lastStatus)),
    group: `service:${nameFromArn(serviceArn)}`,
    startedBy: deploymentIdOf(serviceRevisionArn),
    lastStatus,
    connectivity: 'CONNECTED',
    ...placement,
    enableExecuteCommand: region.settings.of(serviceArn).enableExecuteCommand ?? false,
    createdAt: times.createdAt ?? createdAt,
    ...(times.startedAt && { startedAt: times.startedAt }),
    attachments: [],
    attributes: [],
    overrides: { containerOverrides: containerImages.map(({ containerName }) => ({ name: containerName })) },
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

import { createHash } from 'node:crypto';
import {
  DescribeTaskDefinition$,
  type DescribeTaskDefinitionRequest,
  type DescribeTaskDefinitionResponse,
  DescribeTasks$,
  type DescribeTasksRequest,
  type DescribeTasksResponse,
  ListTasks$,
  type ListTasksRequest,
  type ListTasksResponse,
  RegisterTaskDefinition$,
  type RegisterTaskDefinitionRequest,
  type RegisterTaskDefinitionResponse,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Controller } from '../../controller-api.ts';
import { newestRevisions } from '../describe/current-revision.ts';
import { EcsApiError } from '../errors.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import type { RegisteredTaskDefinition } from '../task-definitions.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const taskOperations: readonly Operation[] = [
  operation(RegisterTaskDefinition$, registerTaskDefinition),
  operation(DescribeTaskDefinition$, describeTaskDefinition),
  operation(ListTasks$, listTasks),
  operation(DescribeTasks$, describeTasks),
];

/** Keeps the family and the images; everything else in a task definition has no effect here and is not returned. */
function registerTaskDefinition(
  { family = '', containerDefinitions = [] }: RegisterTaskDefinitionRequest,
  region: EcsRegion,
): RegisterTaskDefinitionResponse {
  if (containerDefinitions.length === 0) throw new EcsApiError('ClientException', 'Container list cannot be empty.');
  const images = containerDefinitions.map(({ name, image }, index) => {
    if (name !== undefined && image !== undefined) return { containerName: name, image };
    throw new EcsApiError('ClientException', `containerDefinitions.${index} needs a name and an image`);
  });
  return { taskDefinition: asTaskDefinition(region.registerTaskDefinition({ family, images })) };
}

function describeTaskDefinition(
  { taskDefinition = '' }: DescribeTaskDefinitionRequest,
  region: EcsRegion,
): DescribeTaskDefinitionResponse {
  const found = region.findTaskDefinition(taskDefinition);
  if (!found) throw new EcsApiError('ClientException', 'Unable to describe task definition.');
  return { taskDefinition: asTaskDefinition(found) };
}

function asTaskDefinition({ taskDefinitionArn, family, revision, images }: RegisteredTaskDefinition) {
  return {
    taskDefinitionArn,
    family,
    revision,
    status: 'ACTIVE' as const,
    containerDefinitions: images.map(({ containerName, image }) => ({ name: containerName, image, essential: true })),
  };
}

/** The running tasks, by service or of the whole cluster. */
function listTasks(
  { cluster, serviceName, desiredStatus = 'RUNNING', ...request }: ListTasksRequest,
  region: EcsRegion,
): ListTasksResponse {
  if (desiredStatus !== 'RUNNING' && desiredStatus !== 'STOPPED' && desiredStatus !== 'PENDING') {
    throw new EcsApiError(
      'InvalidParameterException',
      `desiredStatus is ${desiredStatus}; write RUNNING, PENDING or STOPPED`,
    );
  }
  for (const filter of ['containerInstance', 'family', 'launchType', 'startedBy', 'daemonName'] as const) {
    if (filter in request)
      throw new EcsApiError(
        'UnsupportedFeatureException',
        `${filter} cannot be filtered by here; filter by serviceName`,
      );
  }
  const clusterArn = region.clusterArn(cluster);
  const services =
    serviceName === undefined
      ? region.services().filter((controller) => controller.clusterArn === clusterArn)
      : [region.service(serviceName, cluster)];
  const tasks = desiredStatus === 'RUNNING' ? services.flatMap((controller) => runningTasks(controller, region)) : [];
  const arns = tasks.map(({ taskArn = '' }) => taskArn);
  const { items, nextToken } = pageOf(arns, (arn) => arn, request, { usual: 100, most: 100 });
  return { taskArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function describeTasks({ cluster, tasks = [] }: DescribeTasksRequest, region: EcsRegion): DescribeTasksResponse {
  // "A list of up to 100 task IDs or full ARN entries."
  if (tasks.length < 1 || tasks.length > 100) {
    throw new EcsApiError('InvalidParameterException', `tasks has ${tasks.length} elements; write 1 to 100`);
  }
  const clusterArn = region.clusterArn(cluster);
  const running = region
    .services()
    .filter((controller) => controller.clusterArn === clusterArn)
    .flatMap((controller) => runningTasks(controller, region));
  const asked = tasks.map((task) => ({
    task,
    found: running.find(({ taskArn = '' }) => taskArn === task || nameFromArn(taskArn) === task),
  }));
  return {
    tasks: asked.flatMap(({ found }) => found ?? []),
    failures: asked
      .filter(({ found }) => !found)
      .map(({ task }) => ({
        arn: task.startsWith('arn:') ? task : region.arnOf('task', `${nameFromArn(clusterArn)}/${task}`),
        reason: 'MISSING',
      })),
  };
}

/** One task for each that the controller counts as running. A task keeps its id. */
function runningTasks(controller: Controller, region: EcsRegion): Task[] {
  const { clusterArn, serviceArn } = controller;
  return newestRevisions(controller).flatMap(({ arn, runningTaskCount }) => {
    const { taskDefinition, createdAt } = controller.describeServiceRevision(arn);
    return Array.from({ length: runningTaskCount }, (_, index) => ({
      taskArn: region.arnOf('task', `${nameFromArn(clusterArn)}/${taskId(arn, index)}`),
      clusterArn,
      taskDefinitionArn: region.taskDefinitions.arnOf(taskDefinition),
      group: `service:${nameFromArn(serviceArn)}`,
      startedBy: `ecs-svc/${nameFromArn(arn)}`,
      desiredStatus: 'RUNNING',
      lastStatus: 'RUNNING',
      healthStatus: 'HEALTHY' as const,
      createdAt,
    }));
  });
}

/** 32 hexadecimal digits, as ECS gives them. */
function taskId(serviceRevisionArn: string, index: number): string {
  return createHash('sha256').update(`${serviceRevisionArn}#${index}`).digest('hex').slice(0, 32);
}

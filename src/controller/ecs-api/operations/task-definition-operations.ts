import {
  DeregisterTaskDefinition$,
  type DeregisterTaskDefinitionRequest,
  type DeregisterTaskDefinitionResponse,
  DescribeTaskDefinition$,
  type DescribeTaskDefinitionRequest,
  type DescribeTaskDefinitionResponse,
  ListTaskDefinitions$,
  type ListTaskDefinitionsRequest,
  type ListTaskDefinitionsResponse,
  RegisterTaskDefinition$,
  type RegisterTaskDefinitionRequest,
  type RegisterTaskDefinitionResponse,
  type TaskDefinition,
} from '@aws-sdk/client-ecs';
import { EcsApiError } from '../ecs-api-error.ts';
import type { EcsRegion } from '../region.ts';
import type { RegisteredTaskDefinition } from '../task-definitions.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const taskDefinitionOperations: readonly Operation[] = [
  operation(RegisterTaskDefinition$, registerTaskDefinition),
  operation(DescribeTaskDefinition$, describeTaskDefinition),
  operation(DeregisterTaskDefinition$, deregisterTaskDefinition),
  operation(ListTaskDefinitions$, listTaskDefinitions),
];

/** Only the family and the images have an effect; the rest is returned as it was given. */
function registerTaskDefinition(
  { family = '', containerDefinitions = [], tags = [], ...others }: RegisterTaskDefinitionRequest,
  region: EcsRegion,
): RegisterTaskDefinitionResponse {
  // "Up to 255 letters (uppercase and lowercase), numbers, underscores, and hyphens are allowed."
  if (!/^[\w-]{1,255}$/.test(family)) {
    throw new EcsApiError(
      'ClientException',
      `family is ${JSON.stringify(family)}; write up to 255 letters, digits, hyphens and underscores`,
    );
  }
  if (containerDefinitions.length === 0) throw new EcsApiError('ClientException', 'Container list cannot be empty.');
  const images = containerDefinitions.map(({ name, image }, index) => {
    if (name !== undefined && image !== undefined) return { containerName: name, image };
    throw new EcsApiError('ClientException', `containerDefinitions.${index} needs a name and an image`);
  });
  const registered = region.registerTaskDefinition({ family, images });
  registered.given = { ...others, containerDefinitions };
  registered.registeredAt = region.clock.now();
  region.tags.add(registered.taskDefinitionArn, tags);
  return { taskDefinition: asTaskDefinition(registered), tags };
}

function describeTaskDefinition(
  { taskDefinition = '', include = [] }: DescribeTaskDefinitionRequest,
  region: EcsRegion,
): DescribeTaskDefinitionResponse {
  const found = region.findTaskDefinition(taskDefinition);
  if (!found) throw new EcsApiError('ClientException', 'Unable to describe task definition.');
  return {
    taskDefinition: asTaskDefinition(found),
    ...(include.includes('TAGS') && { tags: region.tags.of(found.taskDefinitionArn) }),
  };
}

/** A service that uses it keeps its tasks, and no other deployment can use it. */
function deregisterTaskDefinition(
  { taskDefinition = '' }: DeregisterTaskDefinitionRequest,
  region: EcsRegion,
): DeregisterTaskDefinitionResponse {
  const isWhole = /:[1-9]\d*$/.test(taskDefinition);
  const found = isWhole ? region.findTaskDefinition(taskDefinition) : undefined;
  if (!found) {
    const what = isWhole
      ? 'The specified task definition does not exist.'
      : `taskDefinition is ${taskDefinition}; write its revision too, as in shop:1`;
    throw new EcsApiError('ClientException', what);
  }
  found.deregisteredAt ??= region.clock.now();
  return { taskDefinition: asTaskDefinition(found) };
}

function listTaskDefinitions(
  { familyPrefix, status = 'ACTIVE', sort = 'ASC', ...request }: ListTaskDefinitionsRequest,
  region: EcsRegion,
): ListTaskDefinitionsResponse {
  const all = region
    .listTaskDefinitions()
    .filter(({ family }) => familyPrefix === undefined || family === familyPrefix)
    .filter(({ deregisteredAt }) => (deregisteredAt ? 'INACTIVE' : 'ACTIVE') === status)
    .map(({ taskDefinitionArn }) => taskDefinitionArn);
  const { items, nextToken } = pageOf(sort === 'DESC' ? all.reverse() : all, (arn) => arn, request, {
    usual: 100,
    max: 100,
  });
  return { taskDefinitionArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

function asTaskDefinition(registered: RegisteredTaskDefinition): TaskDefinition {
  const { taskDefinitionArn, family, revision, images, given, registeredAt, deregisteredAt } = registered;
  const { containerDefinitions, ...others } = given ?? {
    containerDefinitions: images.map(({ containerName, image }) => ({ name: containerName, image })),
  };
  return {
    volumes: [],
    placementConstraints: [],
    requiresAttributes: [],
    compatibilities: ['EC2', 'FARGATE'],
    ...others,
    taskDefinitionArn,
    family,
    revision,
    status: deregisteredAt ? 'INACTIVE' : 'ACTIVE',
    containerDefinitions: containerDefinitions?.map((definition) => ({ ...containerDefaults, ...definition })),
    ...(registeredAt && { registeredAt }),
    ...(deregisteredAt && { deregisteredAt }),
  };
}

/** What ECS adds to each container. */
const containerDefaults = {
  cpu: 0,
  essential: true,
  portMappings: [],
  environment: [],
  mountPoints: [],
  volumesFrom: [],
  systemControls: [],
};

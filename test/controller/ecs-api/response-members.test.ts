import {
  AvailabilityZoneRebalancing,
  DeploymentRolloutState,
  LaunchType,
  PropagateTags,
  ResourceManagementType,
  SchedulingStrategy,
  type Service,
} from '@aws-sdk/client-ecs';
import { expect, test } from 'vitest';
import { operations } from '../../../src/controller/ecs-api/answer-request.ts';
import { writeResponse } from '../../../src/controller/ecs-api/model.ts';
import type { Operation } from '../../../src/controller/ecs-api/operations/operation.ts';
import { EcsRegion } from '../../../src/controller/ecs-api/region.ts';
import { TaskDefinitions } from '../../../src/controller/ecs-api/task-definitions.ts';
import { hookAt, newService, runningService, version } from '../play.ts';

const cluster = 'my-cluster';
const service = 'my-service';

/** A service in the middle of a deployment, paused and with a hook that waits, and another one to create. */
async function region() {
  const pause = { targetType: 'PAUSE' as const, lifecycleStages: ['POST_SCALE_UP' as const] };
  const { controller, clock } = await runningService({
    functions: () => () => ({ hookStatus: 'IN_PROGRESS' }),
    configuration: {
      lifecycleHooks: [pause, hookAt('POST_SCALE_UP', { hookDetails: { path: '/health' } })],
      alarms: { alarmNames: ['errors'], enable: true, rollback: true },
      deploymentCircuitBreaker: { enable: true, rollback: true },
    },
  });
  const { serviceDeploymentArn, serviceRevisionArn } = controller.startDeployment(version(2));
  await clock.advance(60_000);
  const created = newService({ service: { service: 'cart' } }).controller;
  const definitions = new TaskDefinitions(controller.serviceArn);
  return {
    region: new EcsRegion([controller, created], definitions, undefined),
    controller,
    serviceDeploymentArn,
    serviceRevisionArn,
    hookId: controller.describeServiceDeployment(serviceDeploymentArn).lifecycleHookDetails[0]?.hookId ?? '',
  };
}

/** A request for each operation, in an order in which each has something to show. */
function requests({
  region: served,
  controller,
  serviceDeploymentArn,
  serviceRevisionArn,
  hookId,
}: Awaited<ReturnType<typeof region>>) {
  const { serviceArn } = controller;
  const { taskArns } = answerOf('ListTasks', { cluster }, served) as { taskArns: string[] };
  const tags = [{ key: 'team', value: 'shop' }];
  return {
    RegisterTaskDefinition: { family: 'cart', containerDefinitions: [{ name: 'cart', image: 'cart:1' }], tags },
    DescribeTaskDefinition: { taskDefinition: 'cart', include: ['TAGS'] },
    ListTaskDefinitions: {},
    TagResource: { resourceArn: serviceArn, tags },
    ListTagsForResource: { resourceArn: serviceArn },
    DescribeServices: { cluster, services: [service, 'gone'], include: ['TAGS'] },
    ListServices: { cluster },
    ListClusters: {},
    DescribeClusters: { clusters: [cluster, 'gone'], include: ['TAGS', 'SETTINGS'] },
    ListTasks: { cluster },
    DescribeTasks: { cluster, tasks: [...taskArns, 'gone'] },
    ListServiceDeployments: { cluster, service },
    DescribeServiceDeployments: { serviceDeploymentArns: [serviceDeploymentArn, `${serviceDeploymentArn}0`] },
    DescribeServiceRevisions: { serviceRevisionArns: [serviceRevisionArn] },
    ContinueServiceDeployment: { serviceDeploymentArn, hookId },
    StopServiceDeployment: { serviceDeploymentArn },
    UpdateService: { cluster, service, deploymentConfiguration: { bakeTimeInMinutes: 1 } },
    CreateService: { cluster, serviceName: 'cart', taskDefinition: 'cart', tags },
    UntagResource: { resourceArn: serviceArn, tagKeys: ['team'] },
    DeregisterTaskDefinition: { taskDefinition: 'cart:1' },
  };
}

test('W-05 every member of every answer is in the model of the SDK, with the type that it has there', async () => {
  const surroundings = await region();
  const all = requests(surroundings);
  // A given service cannot be deleted; its answer is a described service.
  expect([...Object.keys(all), 'DeleteService'].sort()).toEqual([...operations.keys()].sort());

  for (const [name, request] of Object.entries(all)) {
    const answer = answerOf(name, request, surroundings.region);
    const { schema } = operations.get(name) as Operation;
    // Dropped, or of another type, it would not be equal.
    expect(asSent(answer), name).toEqual(writeResponse(schema, answer));
  }
});

test('W-01 answers use the values that the SDK has', async () => {
  const { region: served } = await region();
  const { services } = answerOf('DescribeServices', { cluster, services: [service] }, served) as {
    services: [Service];
  };
  const [shown] = services;

  expect(Object.values(LaunchType)).toContain(shown.launchType);
  expect(Object.values(PropagateTags)).toContain(shown.propagateTags);
  expect(Object.values(SchedulingStrategy)).toContain(shown.schedulingStrategy);
  expect(Object.values(ResourceManagementType)).toContain(shown.resourceManagementType);
  expect(Object.values(AvailabilityZoneRebalancing)).toContain(shown.availabilityZoneRebalancing);
  const states = shown.deployments?.map(({ rolloutState }) => rolloutState) ?? [];
  expect(Object.values(DeploymentRolloutState)).toEqual(expect.arrayContaining(states));
});

function answerOf(name: string, request: object, served: EcsRegion): unknown {
  const operation = operations.get(name);
  if (!operation) throw new Error(`no operation ${name}`);
  return operation.answer(request as never, served);
}

/** As JSON has it, with times in seconds. */
function asSent(value: unknown): unknown {
  if (value instanceof Date) return value.getTime() / 1000;
  if (Array.isArray(value)) return value.map(asSent);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries.map(([name, member]) => [name, asSent(member)]));
}

import {
  DescribeTasks$,
  type DescribeTasksRequest,
  type DescribeTasksResponse,
  ListTasks$,
  type ListTasksRequest,
  type ListTasksResponse,
} from '@aws-sdk/client-ecs';
import { stoppedTasksOf, tasksOf } from '../describe/describe-tasks.ts';
import { EcsApiError } from '../ecs-api-error.ts';
import { type EcsRegion, nameFromArn } from '../region.ts';
import { type Operation, operation } from './operation.ts';
import { pageOf } from './page.ts';

export const taskOperations: readonly Operation[] = [
  operation(ListTasks$, listTasks),
  operation(DescribeTasks$, describeTasks),
];

/** The tasks, by service or of the whole cluster. */
function listTasks(filters: ListTasksRequest, region: EcsRegion): ListTasksResponse {
  const { cluster, serviceName, desiredStatus = 'RUNNING', family, launchType, startedBy, ...request } = filters;
  refuseCombination(filters);
  if (desiredStatus !== 'RUNNING' && desiredStatus !== 'STOPPED' && desiredStatus !== 'PENDING') {
    throw new EcsApiError(
      'InvalidParameterException',
      `desiredStatus is ${desiredStatus}; write RUNNING, PENDING or STOPPED`,
    );
  }
  for (const filter of ['containerInstance', 'daemonName'] as const) {
    if (filter in request) {
      const what = `${filter} cannot be filtered by here; filter by serviceName, family, launchType or startedBy`;
      throw new EcsApiError('UnsupportedFeatureException', what);
    }
  }
  const clusterArn = region.clusterArn(cluster);
  const services = serviceName === undefined ? region.servicesIn(clusterArn) : [region.service(serviceName, cluster)];
  // "Amazon ECS never sets the desired status of a task to that value": PENDING finds nothing.
  const describe = { RUNNING: tasksOf, STOPPED: stoppedTasksOf, PENDING: () => [] }[desiredStatus];
  const tasks = services.flatMap((controller) => describe(controller, region));
  const arns = tasks
    .filter((task) => family === undefined || nameFromArn(task.taskDefinitionArn ?? '').split(':')[0] === family)
    .filter((task) => launchType === undefined || task.launchType === launchType)
    .filter((task) => startedBy === undefined || task.startedBy === startedBy)
    .map(({ taskArn = '' }) => taskArn);
  const { items, nextToken } = pageOf(arns, (arn) => arn, request, { usual: 100, max: 100 });
  return { taskArns: [...items], ...(nextToken !== undefined && { nextToken }) };
}

/** "When you specify startedBy as the filter, it must be the only filter that you use." The words are those of ECS. */
function refuseCombination(filters: ListTasksRequest): void {
  const given = (names: readonly (keyof ListTasksRequest)[]) => names.some((name) => filters[name] !== undefined);
  const refuse = (filter: string) => {
    throw new EcsApiError('InvalidParameterException', `cannot specify ${filter} with other arguments`);
  };
  const others = ['family', 'containerInstance'] as const;
  if (given(['startedBy']) && given([...others, 'serviceName', 'launchType', 'desiredStatus'])) refuse('startedBy');
  if (given(['serviceName']) && given(others)) refuse('serviceName');
}

function describeTasks({ cluster, tasks = [] }: DescribeTasksRequest, region: EcsRegion): DescribeTasksResponse {
  // "A list of up to 100 task IDs or full ARN entries."
  if (tasks.length < 1 || tasks.length > 100) {
    throw new EcsApiError('InvalidParameterException', `tasks has ${tasks.length} elements; write 1 to 100`);
  }
  const clusterArn = region.clusterArn(cluster);
  const services = region.servicesIn(clusterArn);
  // A task that runs comes first: it may have the id of one that has stopped.
  const known = [tasksOf, stoppedTasksOf].flatMap((describe) => services.flatMap((one) => describe(one, region)));
  const asked = tasks.map((task) => ({
    task,
    found: known.find(({ taskArn = '' }) => taskArn === task || nameFromArn(taskArn) === task),
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

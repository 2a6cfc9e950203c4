import { DescribeTasksCommand, type ECSClient, ListTasksCommand, type Task } from '@aws-sdk/client-ecs';
import { throwUnlessMissing } from '../../../deployment/deployment-reader.ts';
import type { RunningTask, TaskReader } from './task-reader.ts';

/** Reads tasks through the SDK. */
export function ecsTaskReader(client: Pick<ECSClient, 'send'>): TaskReader {
  return {
    async runningTasks(cluster, serviceName, abortSignal) {
      const tasks: RunningTask[] = [];
      let nextToken: string | undefined;
      do {
        const list = new ListTasksCommand({ cluster, serviceName, desiredStatus: 'RUNNING', nextToken });
        const page = await client.send(list, { abortSignal });
        nextToken = page.nextToken || undefined;
        if (!page.taskArns?.length) continue;
        // A page has at most as many as can be described in one call.
        const described = await client.send(new DescribeTasksCommand({ cluster, tasks: page.taskArns }), {
          abortSignal,
        });
        throwUnlessMissing(described.failures ?? []);
        tasks.push(...(described.tasks ?? []).flatMap(toTask));
      } while (nextToken !== undefined);
      return tasks;
    },
  };
}

function toTask({ taskArn, taskDefinitionArn, containers = [] }: Task): RunningTask[] {
  const taskId = taskArn?.split('/').at(-1);
  if (!taskId || !taskDefinitionArn) return [];
  return [{ taskId, taskDefinitionArn, containers: containers.flatMap(({ name }) => name ?? []) }];
}

import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { TaskDefinitionReader } from './task-definition.ts';

/** Reads task definitions through the SDK. For a missing one ECS returns an error, which is thrown. */
export function ecsTaskDefinitionReader(client: Pick<ECSClient, 'send'>): TaskDefinitionReader {
  return {
    async describeTaskDefinition(taskDefinition, signal) {
      const answer = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }), { abortSignal: signal });
      return answer.taskDefinition;
    },
  };
}

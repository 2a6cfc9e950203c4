import { DescribeTaskDefinitionCommand, type ECSClient } from '@aws-sdk/client-ecs';
import type { TaskDefinitionReader } from './task-definition.ts';

/** Reads task definitions through the SDK. ECS has no answer for a missing one but an error, which is thrown. */
export function ecsTaskDefinitionReader(client: Pick<ECSClient, 'send'>): TaskDefinitionReader {
  return {
    async describeTaskDefinition(taskDefinition, signal) {
      const answer = await client.send(new DescribeTaskDefinitionCommand({ taskDefinition }), { abortSignal: signal });
      return answer.taskDefinition;
    },
  };
}

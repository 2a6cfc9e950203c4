import type { ECSClient } from '@aws-sdk/client-ecs';
import { describe, expect, test } from 'vitest';
import { ecsTaskReader } from '../../../../src/checks/metrics/compare/ecs-task-reader.ts';

const { signal } = new AbortController();
const arn = (id: string) => `arn:aws:ecs:us-west-2:123456789012:task/prod-cluster/${id}`;
const taskDefinitionArn = 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:42';

/** An ECS whose list has these pages. */
function ecsWith(pages: string[][], failures: object[] = []) {
  const asked: object[] = [];
  const send = async ({ input }: { input: { nextToken?: string; tasks?: string[] } }) => {
    asked.push(input);
    if (input.tasks !== undefined) {
      const tasks = input.tasks.map((taskArn) => ({ taskArn, taskDefinitionArn, containers: [{ name: 'web' }, {}] }));
      return { tasks, failures };
    }
    const page = Number(input.nextToken ?? 0);
    return { taskArns: pages[page]?.map(arn), ...(page + 1 < pages.length && { nextToken: String(page + 1) }) };
  };
  return { asked, reader: ecsTaskReader({ send } as unknown as ECSClient) };
}

describe('ecsTaskReader', () => {
  test('reads all pages of a service’s running tasks, each with its task definition and containers', async () => {
    const { asked, reader } = ecsWith([['a', 'b'], [], ['c']]);

    expect(await reader.runningTasks('prod-cluster', 'shop', signal)).toEqual(
      ['a', 'b', 'c'].map((taskId) => ({ taskId, taskDefinitionArn, containers: ['web'] })),
    );
    expect(asked).toMatchObject([
      { cluster: 'prod-cluster', serviceName: 'shop', desiredStatus: 'RUNNING' },
      { cluster: 'prod-cluster', tasks: [arn('a'), arn('b')] },
      { nextToken: '1' },
      { nextToken: '2' },
      { tasks: [arn('c')] },
    ]);
  });

  test('leaves out a task that has just ended, and rejects if ECS could not describe one', async () => {
    const ended = ecsWith([['a']], [{ arn: arn('b'), reason: 'MISSING' }]);
    const denied = ecsWith([['a']], [{ arn: arn('b'), reason: 'DENIED' }]);

    expect(await ended.reader.runningTasks('prod-cluster', 'shop', signal)).toHaveLength(1);
    await expect(denied.reader.runningTasks('prod-cluster', 'shop', signal)).rejects.toThrow(/DENIED/);
  });
});

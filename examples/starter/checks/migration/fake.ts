import {
  DescribeServiceRevisionsCommand,
  DescribeTasksCommand,
  type ECSClient,
  RunTaskCommand,
  type RunTaskCommandInput,
  type Task,
} from '@aws-sdk/client-ecs';
import type { Clock } from 'ecs-greenlight';

export type FakeMigration = {
  /** How long the task runs. */
  minutes: number;
  /** What its container exits with; undefined if it never starts. */
  exitCode: number | undefined;
  /** Why RunTask fails. Default: it does not. */
  failure?: string;
};

export type FakeEcs = Pick<ECSClient, 'send'> & {
  /** The requests that started a task. */
  started: RunTaskCommandInput[];
};

/** ECS with one service. A token starts one task, which ends as time passes. */
export function fakeEcs(clock: Clock, { minutes, exitCode, failure }: FakeMigration): FakeEcs {
  const started: RunTaskCommandInput[] = [];
  const startedAt: Date[] = [];
  const arnOf = (index: number) => `arn:aws:ecs:us-west-2:123456789012:task/my-cluster/${index}`;

  const runTask = (request: RunTaskCommandInput) => {
    if (failure !== undefined) return { tasks: [], failures: [{ reason: failure }] };
    let index = started.findIndex(({ clientToken }) => clientToken === request.clientToken);
    if (index === -1) index = started.push(request) - 1;
    startedAt[index] ??= clock.now();
    return { tasks: [{ taskArn: arnOf(index) }], failures: [] };
  };

  const describe = (taskArn: string): Task => {
    const index = started.findIndex((_, each) => arnOf(each) === taskArn);
    const ran = (clock.now().getTime() - (startedAt[index]?.getTime() ?? Number.NaN)) / 60_000;
    if (!(ran >= minutes)) return { taskArn, lastStatus: ran < 1 ? 'PROVISIONING' : 'RUNNING' };
    const container = { name: 'app', ...(exitCode !== undefined && { exitCode }) };
    const stoppedReason = exitCode === undefined ? 'CannotPullContainerError' : 'Essential container in task exited';
    return { taskArn, lastStatus: 'STOPPED', stoppedReason, containers: [{ name: 'proxy', exitCode: 0 }, container] };
  };

  const send = async (command: unknown) => {
    if (command instanceof DescribeServiceRevisionsCommand) {
      const taskDefinition = 'arn:aws:ecs:us-west-2:123456789012:task-definition/shop:42';
      return { serviceRevisions: [{ taskDefinition, launchType: 'FARGATE', platformVersion: '1.4.0' }] };
    }
    if (command instanceof RunTaskCommand) return runTask(command.input);
    if (command instanceof DescribeTasksCommand) return { tasks: (command.input.tasks ?? []).map(describe) };
    throw new Error('the fake does not know this command');
  };
  return { send: send as ECSClient['send'], started };
}

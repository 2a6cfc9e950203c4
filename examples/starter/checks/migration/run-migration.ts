import {
  DescribeServiceRevisionsCommand,
  DescribeTasksCommand,
  type ECSClient,
  RunTaskCommand,
  type RunTaskCommandInput,
  type ServiceRevision,
} from '@aws-sdk/client-ecs';
import type { Migration, RunMigration } from './check.ts';

/**
 * Runs migrations as tasks of ECS. Needs `ecs:DescribeServiceRevisions`, `ecs:RunTask`, `ecs:DescribeTasks`, and `iam:PassRole` for the roles of the task
 * definition.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/ECS_Idempotency.html a repeated token finds the first task, for 24 hours
 */
export function migrationRunner(client: Pick<ECSClient, 'send'>): RunMigration {
  return async (migration, abortSignal) => {
    const { cluster, container, revisionArn } = migration;
    const revisions = await client.send(new DescribeServiceRevisionsCommand({ serviceRevisionArns: [revisionArn] }), {
      abortSignal,
    });
    const [revision] = revisions.serviceRevisions ?? [];
    if (revision === undefined) throw new Error(`ECS does not know the revision ${revisionArn}`);

    const started = await client.send(new RunTaskCommand(requestFor(migration, revision)), { abortSignal });
    const taskArn = started.tasks?.[0]?.taskArn;
    if (taskArn === undefined) throw new Error(`the migration was not started: ${started.failures?.[0]?.reason}`);

    const described = await client.send(new DescribeTasksCommand({ cluster, tasks: [taskArn] }), { abortSignal });
    const [task] = described.tasks ?? [];
    if (task?.lastStatus === undefined) throw new Error(`ECS does not know the task ${taskArn}`);
    const exitCode = task.containers?.find(({ name }) => name === container)?.exitCode;
    return { status: task.lastStatus, exitCode, stoppedReason: task.stoppedReason };
  };
}

/** The same for every call of a deployment, or ECS would refuse to use the token again. */
function requestFor({ cluster, container, command, token }: Migration, revision: ServiceRevision): RunTaskCommandInput {
  const {
    taskDefinition,
    networkConfiguration,
    capacityProviderStrategy: strategy,
    launchType,
    platformVersion,
  } = revision;
  return {
    cluster,
    taskDefinition,
    clientToken: token,
    count: 1,
    startedBy: 'my-check',
    overrides: { containerOverrides: [{ name: container, command: [...command] }] },
    ...(networkConfiguration && { networkConfiguration }),
    // ECS takes either of the two.
    ...(strategy?.length ? { capacityProviderStrategy: strategy } : launchType && { launchType }),
    ...(platformVersion && { platformVersion }),
  };
}

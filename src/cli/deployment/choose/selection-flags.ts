import type { Command } from 'commander';

/** The flags that say which deployment of a service is meant. */
export function addSelectionFlags(command: Command): Command {
  return command
    .option('--deployment <arn|id>', 'this service deployment')
    .option('--revision <arn|id>', 'the deployment of this service revision; the id may be ecs-svc/<number>')
    .option('--task-definition <arn|family:revision>', 'the deployment of this task definition')
    .option('--after <arn|time>', 'only a deployment that began after this deployment, or at this time or later');
}

/** What a command that takes those flags is told to look at. */
export const deploymentArgument = [
  '<deployment>',
  'cluster/service for its newest deployment, or the ARN of a service deployment',
] as const;

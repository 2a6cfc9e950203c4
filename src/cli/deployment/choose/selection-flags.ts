import type { Command } from 'commander';

/** The flags that select one deployment of a service. */
export function addSelectionFlags(command: Command): Command {
  return command
    .option('--deployment <arn|id>', 'this service deployment')
    .option('--revision <arn|id>', 'the one that deploys this service revision; the id may be ecs-svc/<number>')
    .option('--task-definition <arn|family:revision>', 'the one that deploys this task definition')
    .option('--after <arn|time>', 'only one that began later than this deployment, or not before this time');
}

/** The argument of commands that take these flags. */
export const deploymentArgument = [
  '<deployment>',
  'cluster/service for its newest deployment, or the ARN of a service deployment',
] as const;

import type { CommandPermissions } from '../aws/permissions.ts';

/** Everything is on the demo service, on services that the trials create next to it, and in a stack of their own. */
export const observePermissions: CommandPermissions = [
  { action: 'ecs:DescribeServices', on: ['service'], for: 'what the service runs and how it is deployed' },
  { action: 'ecs:UpdateService', on: ['service'], for: 'the deployments' },
  { action: 'ecs:CreateService', on: ['observed-service'], for: 'first deployments' },
  { action: 'ecs:ListServiceDeployments', on: ['service'], for: 'finding the deployments' },
  { action: 'ecs:ListServiceDeployments', on: ['observed-service'], for: 'finding first deployments' },
  {
    action: 'ecs:DescribeServiceDeployments',
    on: ['service', 'service-deployment'],
    for: 'looking at them while they run',
  },
  { action: 'ecs:DescribeServiceDeployments', on: ['observed-service'], for: 'looking at first deployments' },
  {
    action: 'ecs:DescribeServiceRevisions',
    on: ['service', 'service-revision'],
    for: 'the target groups of the new one',
  },
  { action: 'ecs:StopServiceDeployment', on: ['service-deployment'], for: 'stopping, and trying ABORT' },
  { action: 'ecs:ContinueServiceDeployment', on: ['service', 'service-deployment'], for: 'answering pauses' },
  { action: 'ecs:DescribeTaskDefinition', on: ['any'], for: 'making one whose image does not exist' },
  { action: 'ecs:RegisterTaskDefinition', on: ['task-definition'], for: 'the one whose image does not exist' },
  {
    action: 'iam:PassRole',
    on: ['observe-role'],
    for: 'giving ECS the role that calls the recorder, and the roles of the task definition',
    isImplied: true,
  },
];

import type { CommandPermissions } from '../aws/permissions.ts';
import { readDeploymentPermissions } from '../deployment/permissions.ts';

export const explainPermissions: CommandPermissions = [
  ...readDeploymentPermissions,
  {
    action: 'logs:FilterLogEvents',
    on: ['log-group'],
    for: "the logs of Greenlight's hooks; those of your own functions are shown if they may be read",
  },
  { action: 'logs:DescribeLogGroups', on: ['any-log-group'], for: "ECS's Action Logs, if the cluster has them" },
  { action: 'logs:FilterLogEvents', on: ['action-log-group'], for: "ECS's Action Logs, if the cluster has them" },
  { action: 'ecs:DescribeServices', on: ['service'], for: 'whether ECS manages the service itself' },
];

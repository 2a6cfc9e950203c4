import type { CommandPermissions } from '../aws/permissions.ts';
import { readDeploymentPermissions } from '../deployment/deployment-permissions.ts';
import { surroundingsPermissions } from '../surroundings/surroundings-permissions.ts';

export const explainPermissions: CommandPermissions = [
  ...readDeploymentPermissions,
  ...surroundingsPermissions,
  {
    action: 'ssm:GetParameter',
    on: ['parameter'],
    for: 'the defaults of the hooks',
    when: 'the stack names parameters',
  },
  {
    action: 'logs:FilterLogEvents',
    on: ['log-group'],
    for: "the logs of Greenlight's hooks; those of your own functions are shown if they may be read",
  },
  { action: 'logs:DescribeLogGroups', on: ['any-log-group'], for: "ECS's Action Logs, if the cluster has them" },
  { action: 'logs:FilterLogEvents', on: ['action-log-group'], for: "ECS's Action Logs, if the cluster has them" },
  { action: 'ecs:DescribeServices', on: ['service'], for: 'what is wrong around its hooks' },
];

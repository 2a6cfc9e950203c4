import type { CommandPermissions } from '../aws/permissions.ts';

/** What is suggested in a dialogue. */
export const dialoguePermissions: CommandPermissions = [
  { action: 'ecs:ListClusters', on: ['any'], for: 'the clusters to choose from', when: 'no service is named' },
  { action: 'ecs:ListServices', on: ['any'], for: 'the services to choose from', when: 'no service is named' },
  { action: 'ecs:DescribeServices', on: ['service'], for: 'the load balancer of the service' },
  {
    action: 'elasticloadbalancing:DescribeTargetGroups',
    on: ['load-balancer'],
    for: 'the path of the health check',
    when: 'hooks are asked for',
  },
  {
    action: 'cloudwatch:DescribeAlarms',
    on: ['any'],
    for: 'alarms by the beginning of their names',
    when: 'hooks are asked for',
  },
];

import { readDirectoryPermissions, readServicePermissions } from '../attach/attach-permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';

export const backtestPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  { action: 'ecs:ListServiceDeployments', on: ['service'], for: 'the deployments that are replayed' },
  {
    action: 'ecs:DescribeServiceDeployments',
    on: ['service', 'service-deployment'],
    for: 'how their traffic was to move, and how they ended',
  },
  { action: 'ecs:DescribeServiceRevisions', on: ['service', 'service-revision'], for: 'their load balancers' },
  {
    action: 'cloudwatch:GetMetricData',
    on: ['any'],
    for: 'the metrics of the check, and the requests of both versions',
  },
  { action: 'cloudwatch:ListMetrics', on: ['any'], for: "CloudWatch's PromQL", when: 'a check has it' },
  { action: 'aps:QueryMetrics', on: ['prometheus-workspace'], for: 'metrics of Prometheus', when: 'a check has them' },
  { action: 'sts:AssumeRole', on: ['metrics-role'], for: 'metrics elsewhere', when: 'a check names a role' },
];

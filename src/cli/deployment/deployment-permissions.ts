import type { CommandPermissions } from '../aws/permissions.ts';
import { readLedgerPermissions, readStackPermissions } from '../aws/read-permissions.ts';

/** Reading one deployment, from ECS and from the ledger. */
export const readDeploymentPermissions: CommandPermissions = [
  ...readStackPermissions,
  ...readLedgerPermissions,
  {
    action: 'ecs:ListServiceDeployments',
    on: ['service'],
    for: 'the newest deployment',
    when: 'a service is named, not a deployment',
  },
  // Each is checked against the service and against the deployment or revision.
  {
    action: 'ecs:DescribeServiceDeployments',
    on: ['service', 'service-deployment'],
    for: 'stages, hooks and the rollback',
  },
  { action: 'ecs:DescribeServiceRevisions', on: ['service', 'service-revision'], for: 'the images' },
];

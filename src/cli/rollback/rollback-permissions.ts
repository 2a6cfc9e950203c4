import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';
import { readDeploymentPermissions } from '../deployment/deployment-permissions.ts';

/** Stopping a deployment, and writing the reason to the ledger, of which nothing is read. */
export const rollbackPermissions: CommandPermissions = [
  ...readStackPermissions,
  ...readDeploymentPermissions.filter(({ action }) => action.startsWith('ecs:')),
  { action: 'ecs:StopServiceDeployment', on: ['service-deployment'], for: 'the rollback' },
  { action: 's3:PutObject', on: ['rollback-object'], for: 'the reason' },
  // AWS allows it to everybody; it is here so that the table is complete.
  { action: 'sts:GetCallerIdentity', on: ['any'], for: 'the name next to the reason' },
];

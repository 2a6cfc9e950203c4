import type { CommandPermissions } from '../aws/permissions.ts';
import { readRequestsPermissions, readStackPermissions } from '../aws/read-permissions.ts';

/** Reading the ledger, and its earlier versions. Nothing is written. */
export const auditPermissions: CommandPermissions = [
  ...readStackPermissions,
  ...readRequestsPermissions,
  { action: 's3:GetObject', on: ['rollback-object'], for: 'why somebody rolled back' },
  { action: 's3:GetObject', on: ['report-object'], for: 'what ECS did after a decision' },
  { action: 's3:GetObject', on: ['delivery-object'], for: 'what ECS was answered about a pause' },
  { action: 's3:ListBucketVersions', on: ['ledger-bucket'], for: 'earlier versions', when: '--against-ledger' },
  {
    action: 's3:GetObjectVersion',
    on: ['approval-object'],
    for: 'earlier versions',
    when: '--against-ledger',
    isImplied: true,
  },
];

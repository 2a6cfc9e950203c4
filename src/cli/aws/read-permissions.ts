import type { CommandPermissions } from './permissions.ts';

/** Finding the deployed app. */
export const readStackPermissions: CommandPermissions = [
  {
    action: 'cloudformation:DescribeStacks',
    on: ['stack'],
    for: 'the functions, the bucket and the desk of Greenlight',
  },
];

/** Requests and their list, without what was checked. */
export const readRequestsPermissions: CommandPermissions = [
  { action: 's3:GetObject', on: ['approval-object'], for: 'requests and decisions' },
  {
    action: 's3:GetObject',
    on: ['deployer-object'],
    for: 'who started a deployment',
    when: 'a gate denies self-approval',
  },
  { action: 's3:ListBucket', on: ['ledger-bucket'], for: 'finding them, and distinguishing missing from forbidden' },
];

/** All of the ledger. */
export const readLedgerPermissions: CommandPermissions = [
  ...readRequestsPermissions,
  { action: 's3:GetObject', on: ['report-object'], for: 'what was checked' },
  { action: 's3:GetObject', on: ['rollback-object'], for: 'why somebody rolled back' },
];

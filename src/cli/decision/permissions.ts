import type { CommandPermissions } from '../aws/permissions.ts';
import { readLedgerPermissions, readRequestsPermissions, readStackPermissions } from '../aws/read-permissions.ts';

/** Nothing here writes to the ledger: the desk does, for callers who may invoke its route (docs/decisions/0009). */
export const decidePermissions: CommandPermissions = [
  ...readStackPermissions,
  ...readLedgerPermissions,
  { action: 'execute-api:Invoke', on: ['decide-route'], for: 'deciding' },
];

export const openPermissions: CommandPermissions = [...readStackPermissions, ...readRequestsPermissions];

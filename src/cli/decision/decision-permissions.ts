import type { CommandPermissions, Permission } from '../aws/permissions.ts';
import { readLedgerPermissions, readRequestsPermissions, readStackPermissions } from '../aws/read-permissions.ts';

/** Nothing here writes to the ledger: the desk does, for callers who may invoke its route (docs/decisions/0009). */
export const decidePermissions: CommandPermissions = [
  ...readStackPermissions,
  ...readLedgerPermissions,
  { action: 'execute-api:Invoke', on: ['decide-route'], for: 'deciding' },
];

/** In addition, of the commands: roles of people who only approve do without. */
export const askForServicePermission: Permission = {
  action: 'ecs:DescribeServices',
  on: ['service'],
  for: 'saying that there is no such service',
  when: 'no request of it is open',
};

export const openPermissions: CommandPermissions = [...readStackPermissions, ...readRequestsPermissions];

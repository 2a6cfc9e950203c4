import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';

export const verifyPermissions: CommandPermissions = [
  ...readStackPermissions,
  { action: 'lambda:InvokeFunction', on: ['function'], for: 'invoking the hooks as ECS does' },
  { action: 's3:PutObject', on: ['link-object'], for: 'a write that the policy of the bucket has to deny' },
  { action: 's3:DeleteObject', on: ['link-object'], for: 'removing it', when: 'the policy does not deny it' },
];

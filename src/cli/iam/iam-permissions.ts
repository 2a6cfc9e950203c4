import type { CommandPermissions } from '../aws/permissions.ts';
import { readStackPermissions } from '../aws/read-permissions.ts';

export const iamPermissions: CommandPermissions = readStackPermissions.map((permission) => ({
  ...permission,
  when: 'with --stack',
}));

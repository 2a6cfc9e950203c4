import { readDirectoryPermissions, readPausesPermissions, readServicePermissions } from '../attach/permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { surroundingsPermissions } from '../surroundings/permissions.ts';

export const planPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readPausesPermissions,
  ...surroundingsPermissions,
];

import {
  readDirectoryPermissions,
  readPausesPermissions,
  readServicePermissions,
} from '../attach/attach-permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { surroundingsPermissions } from '../surroundings/surroundings-permissions.ts';

export const planPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readPausesPermissions,
  ...surroundingsPermissions,
];

import {
  readDirectoryPermissions,
  readPausesPermissions,
  readServicePermissions,
} from '../attach/attach-permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';

/** None for a file, unless `--stack` is passed. */
export const lintPermissions: CommandPermissions = [
  ...readDirectoryPermissions,
  ...readServicePermissions,
  ...readPausesPermissions,
];

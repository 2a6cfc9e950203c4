import { diffPermissions } from '../attach/permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { dialoguePermissions } from '../dialogue/permissions.ts';
import { doctorPermissions } from '../doctor/permissions.ts';
import { planPermissions } from '../plan/permissions.ts';

export const initPermissions: CommandPermissions = [
  ...dialoguePermissions,
  ...diffPermissions,
  ...planPermissions,
  ...doctorPermissions,
];

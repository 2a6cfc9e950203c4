import { diffPermissions } from '../attach/attach-permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { dialoguePermissions } from '../dialogue/dialogue-permissions.ts';
import { doctorPermissions } from '../doctor/doctor-permissions.ts';
import { planPermissions } from '../plan/plan-permissions.ts';

export const initPermissions: CommandPermissions = [
  ...dialoguePermissions,
  ...diffPermissions,
  ...planPermissions,
  ...doctorPermissions,
];

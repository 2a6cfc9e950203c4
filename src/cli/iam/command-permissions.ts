import { permissions as attach } from '../attach/attach.ts';
import { permissions as detach } from '../attach/detach.ts';
import { permissions as diff } from '../attach/diff.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { permissions as approve } from '../decision/approve.ts';
import { permissions as open } from '../decision/open.ts';
import { permissions as reject } from '../decision/reject.ts';
import { permissions as status } from '../deployment/status.ts';
import { permissions as watch } from '../deployment/watch.ts';
import { permissions as doctor } from '../doctor/doctor.ts';
import { permissions as explain } from '../explain/explain.ts';
import { permissions as plan } from '../plan/plan.ts';
import { permissions as rollback } from '../rollback/rollback.ts';
import { permissions as iam } from './permissions.ts';

/** What each command that talks to AWS may ask of it, by the command's name. Each file of a command exports its own table. */
export const commandPermissions: Readonly<Record<string, CommandPermissions>> = {
  attach,
  detach,
  diff,
  doctor,
  plan,
  iam,
  status,
  watch,
  explain,
  open,
  approve,
  reject,
  rollback,
};

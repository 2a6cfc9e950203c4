import { permissions as approve } from '../approve.ts';
import { permissions as attach } from '../attach.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { permissions as detach } from '../detach.ts';
import { permissions as diff } from '../diff.ts';
import { permissions as doctor } from '../doctor.ts';
import { permissions as explain } from '../explain.ts';
import { permissions as open } from '../open.ts';
import { permissions as plan } from '../plan.ts';
import { permissions as reject } from '../reject.ts';
import { permissions as rollback } from '../rollback.ts';
import { permissions as status } from '../status.ts';
import { permissions as watch } from '../watch.ts';
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

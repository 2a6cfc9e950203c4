import { attachPermissions, detachPermissions, diffPermissions } from '../attach/permissions.ts';
import { auditPermissions } from '../audit/permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { backtestPermissions } from '../backtest/permissions.ts';
import { askForServicePermission, decidePermissions, openPermissions } from '../decision/permissions.ts';
import { readDeploymentPermissions } from '../deployment/permissions.ts';
import { doctorPermissions } from '../doctor/permissions.ts';
import { explainPermissions } from '../explain/permissions.ts';
import { initPermissions } from '../init/permissions.ts';
import { lintPermissions } from '../lint/permissions.ts';
import { observePermissions } from '../observe/permissions.ts';
import { planPermissions } from '../plan/permissions.ts';
import { reviewersPermissions } from '../reviewers/permissions.ts';
import { rollbackPermissions } from '../rollback/permissions.ts';
import { smokePermissions } from '../smoke/permissions.ts';
import { verifyPermissions } from '../verify/permissions.ts';
import { iamPermissions } from './permissions.ts';

const decide: CommandPermissions = [...decidePermissions, askForServicePermission];

/** What each command may call in AWS, by the command's name. Each command's folder has its own table. */
export const commandPermissions: Readonly<Record<string, CommandPermissions>> = {
  attach: attachPermissions,
  init: initPermissions,
  detach: detachPermissions,
  diff: diffPermissions,
  lint: lintPermissions,
  doctor: doctorPermissions,
  verify: verifyPermissions,
  plan: planPermissions,
  observe: observePermissions,
  backtest: backtestPermissions,
  reviewers: reviewersPermissions,
  iam: iamPermissions,
  status: readDeploymentPermissions,
  watch: readDeploymentPermissions,
  explain: explainPermissions,
  open: openPermissions,
  approve: decide,
  reject: decide,
  withdraw: decide,
  'break-glass': decide,
  extend: decide,
  close: decide,
  rollback: rollbackPermissions,
  smoke: smokePermissions,
  audit: auditPermissions,
};

import { attachPermissions, detachPermissions, diffPermissions } from '../attach/attach-permissions.ts';
import { auditPermissions } from '../audit/audit-permissions.ts';
import type { CommandPermissions } from '../aws/permissions.ts';
import { backtestPermissions } from '../backtest/backtest-permissions.ts';
import { askForServicePermission, decidePermissions, openPermissions } from '../decision/decision-permissions.ts';
import { readDeploymentPermissions } from '../deployment/deployment-permissions.ts';
import { doctorPermissions } from '../doctor/doctor-permissions.ts';
import { explainPermissions } from '../explain/explain-permissions.ts';
import { initPermissions } from '../init/init-permissions.ts';
import { lintPermissions } from '../lint/lint-permissions.ts';
import { observePermissions } from '../observe/observe-permissions.ts';
import { planPermissions } from '../plan/plan-permissions.ts';
import { reviewersPermissions } from '../reviewers/reviewers-permissions.ts';
import { rollbackPermissions } from '../rollback/rollback-permissions.ts';
import { smokePermissions } from '../smoke/smoke-permissions.ts';
import { verifyPermissions } from '../verify/verify-permissions.ts';
import { iamPermissions } from './iam-permissions.ts';

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

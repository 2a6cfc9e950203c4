import type { RuleId } from '../doctor/rules/rules.ts';

/** The rules of doctor that `attach`, `diff`, `plan` and `explain` show too: what would keep hooks from working although their configuration is right. */
export const surroundingRules: ReadonlySet<RuleId> = new Set([
  'alarm-check-without-alarms',
  'alarm-missing',
  'alarm-never-ok',
  'alarm-warms-up',
  'alarm-without-data',
  'express-mode',
  'hook-durable',
  'hook-durable-unqualified',
  'hook-tenant-isolated',
  'invoke-role-condition',
  'invoke-role-missing',
  'invoke-role-permission',
  'invoke-role-trust',
  'production-rule-login',
  'reviewers-need-ipv6',
  'smoke-without-ipv6',
  'subscription-unauthenticated',
  'subscription-unfiltered',
  'test-rule-login',
]);

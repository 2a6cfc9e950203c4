import { serviceRules } from '../../../service-hooks/rules/service-rules.ts';
import { appRules } from './app-rules.ts';
import type { DoctorRule } from './doctor-rule.ts';
import { hookRules } from './hook-rules.ts';
import { loadBalancerRules } from './load-balancer-rules.ts';
import { trafficRules } from './traffic-rules.ts';

/** Everything that `greenlight doctor` looks for, and what only `attach` or `plan` does, by its id. Ids are kept: scripts and pages name them. */
export const rules = { ...appRules, ...hookRules, ...serviceRules, ...trafficRules, ...loadBalancerRules };

export type RuleId = keyof typeof rules;

/** The same as a table, in this order. */
export const ruleTable: readonly ({ id: RuleId } & DoctorRule)[] = Object.entries<DoctorRule>(rules).map(
  ([id, rule]) => ({
    id: id as RuleId,
    ...rule,
  }),
);

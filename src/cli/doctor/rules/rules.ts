import { appRules } from './app-rules.ts';
import { hookRules } from './hook-rules.ts';
import { loadBalancerRules } from './load-balancer-rules.ts';
import type { Rule, Severity } from './rule.ts';
import { trafficRules } from './traffic-rules.ts';

/** Everything that `greenlight doctor` looks for, by its id. Ids are kept: scripts and pages name them. */
export const rules = { ...appRules, ...hookRules, ...trafficRules, ...loadBalancerRules };

export type RuleId = keyof typeof rules;

/** The same as a table for the documentation, in this order. */
export const ruleTable: readonly ({ id: RuleId; severity: Severity } & Rule)[] = Object.entries<Rule>(rules).map(
  ([id, rule]) => ({ id: id as RuleId, ...rule }),
);

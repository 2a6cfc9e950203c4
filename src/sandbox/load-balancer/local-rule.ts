import type { Action, ListenerRule, RuleCondition } from '../../deployment/load-balancer.ts';
import type { Traffic } from './create-traffic.ts';

/** A rule of a local listener. */
export type LocalRule = {
  arn: string;
  /** `1` to `50000`, or `default`. */
  priority: string;
  conditions?: readonly RuleCondition[];
  /** A header that has to be there, with any value, as Service Connect's proxy compares it. Such a rule is tried first. */
  header?: string;
  /** The traffic that ECS moves behind this rule, or what somebody else's rule does. */
  does: Traffic | Action;
};

/** The two target groups of the service at the rule's load balancer, and which of its load balancers that is. */
export type TargetGroups = { arns: readonly string[]; index: number };

/** The rule as Elastic Load Balancing describes it at this moment. */
export function describeRule(rule: LocalRule, groups: TargetGroups): ListenerRule {
  const { arn, priority, conditions = [], does } = rule;
  return {
    RuleArn: arn,
    Priority: priority,
    IsDefault: priority === 'default',
    Conditions: conditions,
    Actions: [isTraffic(does) ? forward(does, groups) : does],
  };
}

export function isTraffic(does: Traffic | Action): does is Traffic {
  return 'setWeights' in does;
}

/** In a rolling deployment both revisions are in one target group. */
function forward(traffic: Traffic, { arns, index }: TargetGroups): Action {
  const weights = new Map(arns.map((arn) => [arn, 0]));
  for (const { revision, weight, targetGroupArns } of traffic.weights()) {
    const group = targetGroupArns?.[index] ?? `the target group of ${revision}`;
    weights.set(group, (weights.get(group) ?? 0) + weight);
  }
  const TargetGroups = [...weights].map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
  return { Type: 'forward', ForwardConfig: { TargetGroups } };
}

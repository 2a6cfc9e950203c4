import type { EcsRevision } from '../../deployment/ecs.ts';
import type { Action, ListenerRule, LoadBalancerReader } from '../../deployment/load-balancer.ts';

/** ARN of the target group that will receive the new version in the next deployment. */
export const nextGreen = 'arn:aws:elasticloadbalancing:::targetgroup/the-next-version/0';

/**
 * The service as it will be when the test traffic has shifted, so that the hooks' own code can find out before a deployment what they would
 * see: the test rule forwards only to green. Everything else stays as it is, including logins of the test rule.
 */
export function pretendGreen(
  revision: EcsRevision,
  reader: LoadBalancerReader,
): { revision: EcsRevision; reader: LoadBalancerReader } {
  const { loadBalancers = [] } = revision;
  const testRules = new Set(
    loadBalancers.flatMap(({ advancedConfiguration }) => advancedConfiguration?.testListenerRule ?? []),
  );
  const shift = (rule: ListenerRule): ListenerRule =>
    testRules.has(rule.RuleArn ?? '') ? { ...rule, Actions: rule.Actions?.map(forwardToGreen) } : rule;
  return {
    revision: {
      ...revision,
      loadBalancers: loadBalancers.map((attached) => ({ ...attached, targetGroupArn: nextGreen })),
      resolvedConfiguration: { loadBalancers: [{ targetGroupArn: nextGreen }] },
    },
    reader: {
      ...reader,
      describeRule: async (arn, signal) => {
        const rule = await reader.describeRule(arn, signal);
        return rule && shift(rule);
      },
      describeRules: async (arn, signal) => {
        const rules = await reader.describeRules(arn, signal);
        // A Network Load Balancer's test "rule" is its listener, whose default actions ECS changes.
        return rules?.map((rule) =>
          testRules.has(arn) ? { ...rule, Actions: rule.Actions?.map(forwardToGreen) } : shift(rule),
        );
      },
      describeListener: async (arn, signal) => {
        const listener = await reader.describeListener(arn, signal);
        if (listener === undefined || !testRules.has(arn)) return listener;
        return { ...listener, DefaultActions: listener.DefaultActions?.map(forwardToGreen) };
      },
      describeLoadBalancer: (arn, signal) => reader.describeLoadBalancer(arn, signal),
    },
  };
}

function forwardToGreen(action: Action): Action {
  if (action.Type !== 'forward') return action;
  const { TargetGroupStickinessConfig } = action.ForwardConfig ?? {};
  const TargetGroups = [{ TargetGroupArn: nextGreen, Weight: 100 }];
  return { Type: 'forward', Order: action.Order, ForwardConfig: { TargetGroups, TargetGroupStickinessConfig } };
}

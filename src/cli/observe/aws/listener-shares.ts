import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Green } from '../trial/bench.ts';

/** Green's share of the requests that the two rules get, in percent. */
export async function readListenerShares(
  client: ElasticLoadBalancingV2Client,
  rules: { production: string; test: string },
  { targetGroupArn }: Green,
): Promise<{ test?: number; production?: number }> {
  if (targetGroupArn === undefined) return {};
  const { DescribeRulesCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
  const { Rules = [] } = await client.send(new DescribeRulesCommand({ RuleArns: [rules.production, rules.test] }));
  const shareOf = (arn: string): number | undefined => {
    const groups = Rules.find(({ RuleArn }) => RuleArn === arn)?.Actions?.[0]?.ForwardConfig?.TargetGroups ?? [];
    const total = groups.reduce((sum, { Weight = 0 }) => sum + Weight, 0);
    const green = groups.find((group) => group.TargetGroupArn === targetGroupArn)?.Weight ?? 0;
    return total > 0 ? Math.round((1000 * green) / total) / 10 : undefined;
  };
  const [test, production] = [shareOf(rules.test), shareOf(rules.production)];
  return { ...(test !== undefined && { test }), ...(production !== undefined && { production }) };
}

import type { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { parseListenerRef } from '../../../deployment/listener-arn.ts';
import { usesTestListener } from '../../../service-hooks/hook-configuration.ts';
import { checksOfHook } from '../../../service-hooks/rules/checks-of-hook.ts';
import { placeOfHook } from '../../../service-hooks/service-hook.ts';
import { type Looked, look, unlessAbsent } from '../facts/look.ts';
import { type Outcome, on } from '../facts/outcome.ts';
import type { HookFacts, ServiceFacts } from '../facts/service-facts.ts';

/** `ipv4`, `dualstack` or `dualstack-without-public-ipv4`, of a load balancer with a test rule. */
export type AddressType = { loadBalancerArn: string; type: Looked<string | undefined> };

/** Reads how the load balancers behind the test rules can be reached. */
export async function readAddressTypes(
  client: Pick<ElasticLoadBalancingV2Client, 'send'>,
  { attachments }: ServiceFacts,
): Promise<readonly AddressType[]> {
  const arns = attachments.flatMap(
    ({ testListenerRule = '' }) => parseListenerRef(testListenerRule)?.loadBalancerArn ?? [],
  );
  return Promise.all(
    [...new Set(arns)].map(async (loadBalancerArn) => ({
      loadBalancerArn,
      type: await look('elasticloadbalancing:DescribeLoadBalancers', async () => {
        const { DescribeLoadBalancersCommand } = await import('@aws-sdk/client-elastic-load-balancing-v2');
        const found = await unlessAbsent(['LoadBalancerNotFoundException', 'LoadBalancerNotFound'], () =>
          client.send(new DescribeLoadBalancersCommand({ LoadBalancerArns: [loadBalancerArn] })),
        );
        return found?.LoadBalancers?.[0]?.IpAddressType;
      }),
    })),
  );
}

/** A Lambda function outside a VPC has no IPv6, and one inside only if its subnets have it and it is allowed to use it. */
export function judgeAddressTypes({ hooks }: ServiceFacts, types: readonly AddressType[]): readonly Outcome[] {
  return hooks.flatMap(checksOfHook).flatMap((hook) => types.flatMap((each) => judgeHook(hook, each)));
}

function judgeHook(hook: HookFacts, { loadBalancerArn, type }: AddressType): readonly Outcome[] {
  const rule = ruleFor(hook);
  if (rule === undefined) return [];
  const outcome = on('traffic', rule, placeOfHook(hook));
  if (!type.seen) return [outcome.unseen(type.why, type.allow)];
  const isIpv6Only = type.value === 'dualstack-without-public-ipv4';
  const hasIpv6 = rule === 'smoke-without-ipv6' && hook.target?.seen === true && hook.target.value?.hasIpv6 === true;
  return [
    outcome.judge(
      isIpv6Only &&
        !hasIpv6 && { found: `${loadBalancerArn} is ${type.value}`, fix: fixOf(rule, hook, loadBalancerArn) },
      type.value ?? 'of an unknown type',
    ),
  ];
}

function ruleFor({ kind, configuration }: HookFacts): 'smoke-without-ipv6' | 'reviewers-need-ipv6' | undefined {
  if (!configuration || configuration.problem !== undefined) return undefined;
  if (kind === 'smoke') return usesTestListener(configuration.config) ? 'smoke-without-ipv6' : undefined;
  return kind === 'approval' && configuration.config.testUrl === undefined ? 'reviewers-need-ipv6' : undefined;
}

function fixOf(rule: string, hook: HookFacts, loadBalancerArn: string): string {
  const change = `aws elbv2 set-ip-address-type --load-balancer-arn ${loadBalancerArn} --ip-address-type dualstack`;
  if (rule === 'reviewers-need-ipv6') return `${change}; or tell reviewers, or set ${hook.where}.hookDetails.testUrl`;
  return `${change}; or give the function subnets with IPv6: aws lambda update-function-configuration --function-name ${hook.targetArn} --vpc-config SubnetIds=<subnets>,SecurityGroupIds=<groups>,Ipv6AllowedForDualStack=true`;
}

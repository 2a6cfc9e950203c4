import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  ListenerNotFoundException,
  LoadBalancerNotFoundException,
  RuleNotFoundException,
  TargetGroupNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LoadBalancerReader } from './load-balancer.ts';

/** Reads rules, listeners, load balancers and target health through the SDK. */
export function loadBalancerReader(client: Pick<ElasticLoadBalancingV2Client, 'send'>): LoadBalancerReader {
  return {
    describeRule: (ruleArn, signal) =>
      unlessAbsent(RuleNotFoundException, async () => {
        const command = new DescribeRulesCommand({ RuleArns: [ruleArn] });
        return (await client.send(command, { abortSignal: signal })).Rules?.[0];
      }),

    describeListener: (listenerArn, signal) =>
      unlessAbsent(ListenerNotFoundException, async () => {
        const command = new DescribeListenersCommand({ ListenerArns: [listenerArn] });
        return (await client.send(command, { abortSignal: signal })).Listeners?.[0];
      }),

    describeLoadBalancer: (loadBalancerArn, signal) =>
      unlessAbsent(LoadBalancerNotFoundException, async () => {
        const command = new DescribeLoadBalancersCommand({ LoadBalancerArns: [loadBalancerArn] });
        return (await client.send(command, { abortSignal: signal })).LoadBalancers?.[0];
      }),

    describeTargetHealth: (targetGroupArn, signal) =>
      unlessAbsent(TargetGroupNotFoundException, async () => {
        const command = new DescribeTargetHealthCommand({ TargetGroupArn: targetGroupArn });
        return (await client.send(command, { abortSignal: signal })).TargetHealthDescriptions ?? [];
      }),
  };
}

/** ELB throws for what does not exist; here that is an answer, and only what kept us from looking is an error. */
async function unlessAbsent<T>(
  Absent: abstract new (...parameters: never[]) => Error,
  read: () => Promise<T | undefined>,
): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Absent) {
      return undefined;
    }
    throw error;
  }
}

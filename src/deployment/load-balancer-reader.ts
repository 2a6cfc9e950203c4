import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  type ElasticLoadBalancingV2Client,
  ListenerNotFoundException,
  LoadBalancerNotFoundException,
  RuleNotFoundException,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { ListenerRule, LoadBalancerReader } from './load-balancer.ts';

/** Reads rules, listeners and load balancers through the SDK. */
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

    describeRules: (listenerArn, signal) =>
      unlessAbsent(ListenerNotFoundException, () => readAllRules(client, listenerArn, signal)),
  };
}

/** Page by page: a rule on the second page may be the one that answers. */
async function readAllRules(
  client: Pick<ElasticLoadBalancingV2Client, 'send'>,
  ListenerArn: string,
  abortSignal: AbortSignal,
): Promise<readonly ListenerRule[]> {
  const rules: ListenerRule[] = [];
  let marker: string | undefined;
  do {
    const command = new DescribeRulesCommand({ ListenerArn, ...(marker !== undefined && { Marker: marker }) });
    const page = await client.send(command, { abortSignal });
    rules.push(...(page.Rules ?? []));
    marker = page.NextMarker || undefined;
  } while (marker !== undefined);
  return rules;
}

/** ELB throws for what does not exist; here that is a result, and only a failed call is an error. */
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

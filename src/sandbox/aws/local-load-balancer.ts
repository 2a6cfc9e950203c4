import { parseListenerRef } from '../../deployment/listener-arn.ts';
import type { LoadBalancerReader } from '../../deployment/load-balancer.ts';
import type { LocalListener } from '../load-balancer/start-listeners.ts';
import { loopback } from '../servers/serve.ts';

/** Describes the local listeners as Elastic Load Balancing would, so that the deployed hooks find the test address themselves. */
export function localLoadBalancer(listeners: readonly LocalListener[]): LoadBalancerReader {
  const loadBalancerOf = ({ plan }: LocalListener) => parseListenerRef(plan.listenerArn)?.loadBalancerArn;
  const find = (listenerArn: string) => listeners.find(({ plan }) => plan.listenerArn === listenerArn);
  return {
    async describeRule(ruleArn) {
      return listeners.flatMap((listener) => listener.rules()).find(({ RuleArn }) => RuleArn === ruleArn);
    },
    async describeRules(listenerArn) {
      const found = find(listenerArn);
      return found && isNetwork(found) ? [] : found?.rules();
    },
    async describeListener(listenerArn) {
      const found = find(listenerArn);
      if (found === undefined) return undefined;
      return {
        ListenerArn: listenerArn,
        LoadBalancerArn: loadBalancerOf(found),
        Port: found.port,
        Protocol: isNetwork(found) ? 'TCP' : 'HTTP',
        DefaultActions: found.rules().find(({ IsDefault }) => IsDefault)?.Actions,
      };
    },
    async describeLoadBalancer(loadBalancerArn) {
      const found = listeners.find((listener) => loadBalancerOf(listener) === loadBalancerArn);
      if (found === undefined) return undefined;
      return {
        LoadBalancerArn: loadBalancerArn,
        DNSName: loopback,
        Scheme: 'internet-facing',
        Type: isNetwork(found) ? 'network' : 'application',
      };
    },
  };
}

/** The listeners of a Network Load Balancer have no rules, only default actions. */
function isNetwork({ plan }: LocalListener): boolean {
  return plan.protocol === 'TCP';
}

import type { LoadBalancer as EcsLoadBalancer } from '../../controller/resources.ts';
import type { LoadBalancerReader } from '../../deployment/load-balancer.ts';
import type { Listener } from '../listener.ts';
import { loopback } from '../serve.ts';

export type LocalLoadBalancerOptions = {
  /** As the service has it: names the rules and the target groups. */
  attached: EcsLoadBalancer;
  production: Pick<Listener, 'port' | 'weights'>;
  test: Pick<Listener, 'port' | 'weights'>;
  /** The target group that a service revision uses now. */
  targetGroupOf: (revisionId: string) => string | undefined;
};

/** Describes the two local listeners as Elastic Load Balancing would, so that the deployed hooks find the test address themselves. */
export function localLoadBalancer(options: LocalLoadBalancerOptions): LoadBalancerReader {
  const { attached, production, test, targetGroupOf } = options;
  const { productionListenerRule, testListenerRule } = attached.advancedConfiguration;
  const listeners = [
    { rule: productionListenerRule, listener: production },
    { rule: testListenerRule, listener: test },
  ];
  const onlyRule = ({ rule, listener }: (typeof listeners)[number]) => {
    // In a rolling deployment both revisions are in one target group.
    const weights = new Map<string | undefined, number>();
    for (const { revision, weight } of listener.weights()) {
      const targetGroup = targetGroupOf(revision);
      weights.set(targetGroup, (weights.get(targetGroup) ?? 0) + weight);
    }
    const TargetGroups = [...weights].map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight }));
    const Actions = [{ Type: 'forward', ForwardConfig: { TargetGroups } }];
    return { RuleArn: rule, Priority: 'default', IsDefault: true, Conditions: [], Actions };
  };
  return {
    async describeRule(ruleArn) {
      const found = listeners.find(({ rule }) => rule === ruleArn);
      return found && onlyRule(found);
    },
    async describeRules(listenerArn) {
      const found = listeners.filter(({ rule }) => listenerOf(rule) === listenerArn);
      return found.length === 0 ? undefined : found.map(onlyRule);
    },
    async describeListener(listenerArn) {
      const found = listeners.find(({ rule }) => listenerOf(rule) === listenerArn);
      if (found === undefined) return undefined;
      return {
        ListenerArn: listenerArn,
        LoadBalancerArn: loadBalancerOf(found.rule),
        Port: found.listener.port,
        Protocol: 'HTTP',
      };
    },
    async describeLoadBalancer(loadBalancerArn) {
      if (!listeners.some(({ rule }) => loadBalancerOf(rule) === loadBalancerArn)) return undefined;
      return {
        LoadBalancerArn: loadBalancerArn,
        DNSName: loopback,
        Scheme: 'internet-facing',
        Type: 'application',
      };
    },
  };
}

/** `…:listener-rule/app/<lb>/<lbId>/<listenerId>/<ruleId>` → `…:listener/app/<lb>/<lbId>/<listenerId>` */
function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
}

/** `…:listener-rule/app/<lb>/<lbId>/<listenerId>/<ruleId>` → `…:loadbalancer/app/<lb>/<lbId>` */
function loadBalancerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':loadbalancer/').replace(/(\/[^/]+){2}$/, '');
}

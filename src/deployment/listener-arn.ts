/** The target of a `testListenerRule`: a rule of an Application Load Balancer, or a listener of a Network Load Balancer. */
export type ListenerRef =
  | { kind: 'rule'; ruleArn: string; listenerArn: string; loadBalancerArn: string }
  | { kind: 'listener'; listenerArn: string; loadBalancerArn: string };

/**
 * Reads `…:listener-rule/app/<lb>/<lbId>/<listenerId>/<ruleId>` or `…:listener/net/<lb>/<lbId>/<listenerId>`, and finds the ARNs of
 * what it belongs to. Undefined for anything else. Pairs that ECS refuses (an Application Load Balancer's listener, say) are let
 * through here.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awselasticloadbalancingv2.html
 */
export function parseListenerRef(arn: string): ListenerRef | undefined {
  const { prefix, resource, type, name, id, listenerId, ruleId } = pattern.exec(arn)?.groups ?? {};
  if (prefix === undefined) {
    return undefined;
  }
  const loadBalancerArn = `${prefix}:loadbalancer/${type}/${name}/${id}`;
  const listenerArn = `${prefix}:listener/${type}/${name}/${id}/${listenerId}`;
  if (resource === 'listener-rule' && ruleId !== undefined) {
    return { kind: 'rule', ruleArn: arn, listenerArn, loadBalancerArn };
  }
  return resource === 'listener' && ruleId === undefined
    ? { kind: 'listener', listenerArn, loadBalancerArn }
    : undefined;
}

const pattern =
  /^(?<prefix>arn:[^:]+:elasticloadbalancing:[^:]*:[^:]*):(?<resource>listener|listener-rule)\/(?<type>app|net)\/(?<name>[^/]+)\/(?<id>[^/]+)\/(?<listenerId>[^/]+)(?:\/(?<ruleId>[^/]+))?$/;

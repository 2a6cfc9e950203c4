import { parseListenerRef } from '../../../deployment/listener-arn.ts';

/**
 * The load balancers that count the requests of two versions apart, as metrics name them, `app/<name>/<id>`; or why one does not.
 *
 * @param productionListeners - with what ECS moves the production traffic of each: a rule, or a Network Load Balancer's listener
 */
export function countedBy(
  productionListeners: readonly (string | undefined)[],
): { names: readonly string[] } | { refused: string } {
  if (productionListeners.length === 0) {
    return { refused: 'the service has no load balancer whose metrics could be compared' };
  }
  const names = productionListeners.flatMap((arn = '') => nameOfLoadBalancer(arn) ?? []);
  const network = names.find((name) => name.startsWith('net/'));
  if (network) {
    return { refused: `${network} is a Network Load Balancer, which counts no HTTP answers and no response times` };
  }
  return names.length === productionListeners.length
    ? { names }
    : { refused: 'the service has no production listener rule that names its load balancer' };
}

function nameOfLoadBalancer(listenerOrRule: string): string | undefined {
  const arn = parseListenerRef(listenerOrRule)?.loadBalancerArn;
  return arn?.slice(arn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

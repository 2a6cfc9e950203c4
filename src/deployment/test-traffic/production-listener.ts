import type { ServiceLoadBalancer } from '../ecs.ts';
import { parseListenerRef } from '../listener-arn.ts';
import type { LoadBalancerReader } from '../load-balancer.ts';
import { literalHosts } from './test-endpoint.ts';
import type { ProductionListener, TestListener } from './test-listener.ts';

type Readers = {
  loadBalancers: LoadBalancerReader;
  /** Reads the names that a listener's certificate is for. */
  readNames(listener: TestListener['listener']): Promise<readonly string[] | undefined>;
};

type Options = {
  /** ARN of green's target group, if it is known. */
  green: string | undefined;
  /** If it is known, the certificate is not read. */
  host: string | undefined;
};

/**
 * Reads the production listener, or says why it is not known what answers there as blue: a clause for people. Whether production traffic really goes
 * to blue is decided by evaluating a request. Rejects if the listener could not be read.
 */
export async function readProductionListener(
  attached: ServiceLoadBalancer,
  { loadBalancers, readNames }: Readers,
  signal: AbortSignal,
  { green, host }: Options,
): Promise<ProductionListener | string> {
  const blue = otherOfPair(attached, green);
  if (blue === undefined) return "blue's target group is not known";
  const arn = attached.advancedConfiguration?.productionListenerRule ?? '';
  const ref = parseListenerRef(arn);
  if (ref === undefined) return arn === '' ? 'the service names no production listener' : `${arn} is not a listener`;
  const [listener, rules, loadBalancer] = await Promise.all([
    loadBalancers.describeListener(ref.listenerArn, signal),
    loadBalancers.describeRules(ref.listenerArn, signal),
    loadBalancers.describeLoadBalancer(ref.loadBalancerArn, signal),
  ]);
  if (listener === undefined || rules === undefined) return `the production listener ${ref.listenerArn} does not exist`;
  if (loadBalancer === undefined) return `the load balancer ${ref.loadBalancerArn} does not exist`;
  const productionRule = ref.kind === 'rule' ? rules.find(({ RuleArn }) => RuleArn === ref.ruleArn) : undefined;
  if (ref.kind === 'rule' && productionRule === undefined) return `the production listener rule ${arn} does not exist`;
  const needsNames = host === undefined && literalHosts(productionRule).length === 0;
  const certificateNames = needsNames ? await readNames(listener) : undefined;
  return { listener, rules, loadBalancer, certificateNames, productionRule, blue };
}

/** The service has two target groups at each load balancer, so the one that is not green's is blue's. */
function otherOfPair(
  { targetGroupArn, advancedConfiguration }: ServiceLoadBalancer,
  green: string | undefined,
): string | undefined {
  const pair = [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn];
  return green !== undefined && pair.includes(green) ? pair.find((arn) => arn !== green) : undefined;
}

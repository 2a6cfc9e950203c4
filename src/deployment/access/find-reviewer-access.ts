import { describeError } from '../../hook/describe.ts';
import type { ServiceLoadBalancer, ServiceRevision } from '../ecs.ts';
import { greenTargetGroup } from '../green-target-group.ts';
import { parseListenerRef } from '../listener-arn.ts';
import type { LoadBalancerReader } from '../load-balancer.ts';
import { type Access, findAccess } from './find-access.ts';

/**
 * How people can see green through the service's test listeners: three reads for each of its load balancers, all at once. If one of several
 * gives an address, that is the answer, and the addresses of the others are among its remarks. Never rejects; what could not be read is
 * the reason then.
 *
 * @returns undefined if the service has no test listener
 */
export async function findReviewerAccess(
  revision: ServiceRevision,
  loadBalancers: LoadBalancerReader,
  signal: AbortSignal,
): Promise<Access | undefined> {
  const found = await Promise.all(
    attachmentsOf(revision).map((attached) => accessThrough(attached, revision, loadBalancers, signal)),
  );
  const open = found.filter(({ address }) => address !== undefined);
  const [first = found.find(({ command }) => command !== undefined) ?? found[0], ...more] = open;
  if (first === undefined || found.length === 1) return first;
  const others = found.filter((each) => each !== first && !more.includes(each) && each.because !== first.because);
  return {
    ...first,
    remarks: [
      ...first.remarks,
      ...more.map(({ address }) => `${address} shows it at another load balancer of the service`),
      ...others.map(({ because }) => `another load balancer of the service gives no address: ${because}`),
    ],
  };
}

/** Several containers may be behind one rule. */
function attachmentsOf({ loadBalancers = [] }: ServiceRevision): readonly ServiceLoadBalancer[] {
  const rules = new Map(
    loadBalancers.map((attached) => [attached.advancedConfiguration?.testListenerRule, attached] as const),
  );
  return [...rules].flatMap(([rule, attached]) => (rule === undefined ? [] : [attached]));
}

async function accessThrough(
  attached: ServiceLoadBalancer,
  revision: ServiceRevision,
  reader: LoadBalancerReader,
  signal: AbortSignal,
): Promise<Access> {
  const arn = attached.advancedConfiguration?.testListenerRule ?? '';
  const ref = parseListenerRef(arn);
  if (ref === undefined) return nothing('the ARN of the test listener is neither that of a rule nor of a listener');
  try {
    const [rules, listener, loadBalancer] = await Promise.all([
      reader.describeRules(ref.listenerArn, signal),
      reader.describeListener(ref.listenerArn, signal),
      reader.describeLoadBalancer(ref.loadBalancerArn, signal),
    ]);
    const testRule = ref.kind === 'rule' ? rules?.find(({ RuleArn }) => RuleArn === ref.ruleArn) : undefined;
    if (listener === undefined || loadBalancer === undefined) return nothing('the test listener does not exist');
    if (ref.kind === 'rule' && testRule === undefined) return nothing('the test listener rule does not exist');
    const green = greenTargetGroup(revision, attached);
    return findAccess({ listener, rules: rules ?? [], testRule, loadBalancer, green });
  } catch (cause) {
    return nothing(`the test listener could not be read: ${describeError(cause)}`);
  }
}

function nothing(because: string): Access {
  return { address: undefined, command: undefined, because, internal: false, remarks: [] };
}

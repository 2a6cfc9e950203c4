import type { ServiceLoadBalancer, ServiceRevision } from './ecs.ts';
import type { Action } from './load-balancer.ts';

/**
 * The target group that this revision really uses at one of the service's load balancers. The configured `targetGroupArn` does not
 * tell: the two target groups swap colours at every deployment. Undefined where ECS has not resolved it (yet).
 */
export function greenTargetGroup(
  { resolvedConfiguration }: ServiceRevision,
  { targetGroupArn, advancedConfiguration }: ServiceLoadBalancer,
): string | undefined {
  const candidates = [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn];
  return resolvedConfiguration?.loadBalancers?.find(
    (resolved) => resolved.targetGroupArn !== undefined && candidates.includes(resolved.targetGroupArn),
  )?.targetGroupArn;
}

/** Where the actions of a rule or listener send a request, and how that is known. */
export type Forwarding = {
  /** Every request that matches goes to green; undefined where that cannot be told. */
  pointsAtGreen: boolean | undefined;
  /** The proof, as a clause for people. */
  because: string;
};

/** Tells whether everything that matches goes to green, from the weights of the forward action. */
export function forwarding(actions: readonly Action[] | undefined, green: string | undefined): Forwarding {
  const forward = actions?.find(({ Type }) => Type === 'forward');
  if (forward === undefined) {
    return { pointsAtGreen: undefined, because: 'the test listener has no forward action' };
  }
  if (green === undefined) {
    return { pointsAtGreen: undefined, because: 'ecs has not said which target group green uses' };
  }
  const groups = forward.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: forward.TargetGroupArn }];
  // ELB may leave the weight out where there is only one target group.
  const receiving = groups.filter(({ Weight }) => (Weight ?? 1) > 0);
  const total = receiving.reduce((sum, { Weight }) => sum + (Weight ?? 1), 0);
  const toGreen = receiving
    .filter(({ TargetGroupArn }) => TargetGroupArn === green)
    .reduce((sum, { Weight }) => sum + (Weight ?? 1), 0);
  const name = targetGroupName(green);
  if (total === 0 || toGreen === 0) {
    return { pointsAtGreen: false, because: `the test listener sends nothing to green's target group ${name}` };
  }
  if (toGreen < total) {
    const share = Math.round((toGreen / total) * 1000) / 10;
    return { pointsAtGreen: false, because: `the test listener sends only ${share} % to green's target group ${name}` };
  }
  return { pointsAtGreen: true, because: `the test listener sends everything to green's target group ${name}` };
}

function targetGroupName(arn: string): string {
  return arn.split('/')[1] ?? arn;
}

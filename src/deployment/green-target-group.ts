import type { EcsRevision, ServiceLoadBalancer } from './ecs.ts';

/**
 * The target group that this revision really uses at one of the service's load balancers. The configured `targetGroupArn` does not
 * tell: the two target groups swap colours at every deployment. Undefined if ECS has not resolved it (yet).
 */
export function greenTargetGroup(
  { resolvedConfiguration }: EcsRevision,
  { targetGroupArn, advancedConfiguration }: ServiceLoadBalancer,
): string | undefined {
  const candidates = [targetGroupArn, advancedConfiguration?.alternateTargetGroupArn];
  return resolvedConfiguration?.loadBalancers?.find(
    (resolved) => resolved.targetGroupArn !== undefined && candidates.includes(resolved.targetGroupArn),
  )?.targetGroupArn;
}

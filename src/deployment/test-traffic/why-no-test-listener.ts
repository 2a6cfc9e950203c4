import type { EcsRevision } from '../ecs.ts';

/** Why a service has no test listener that a hook could use: a clause for people. */
export function whyNoTestListener(revision: EcsRevision): string {
  const { loadBalancers = [], vpcLatticeConfigurations = [], gatewayConnectors = [], ecsManagedResources } = revision;
  if (loadBalancers.some(({ advancedConfiguration }) => advancedConfiguration !== undefined)) {
    return 'the service has no test listener rule at its load balancer';
  }
  if (loadBalancers.length > 0) {
    return "the service's load balancer is not set up for blue/green, so it has no test listener";
  }
  if (vpcLatticeConfigurations.length > 0) {
    return 'the service gets its traffic through VPC Lattice, whose test listener is not looked up';
  }
  if (gatewayConnectors.length > 0 || (ecsManagedResources?.gatewayConnections ?? []).length > 0) {
    return 'the service gets its traffic through an ECS gateway, whose test route is not looked up';
  }
  if ((ecsManagedResources?.ingressPaths ?? []).length > 0) {
    return 'the service gets its traffic through an ingress that ECS manages, which names no test listener';
  }
  if (revision.serviceConnectConfiguration?.enabled === true) {
    return 'the service gets its traffic through Service Connect, which only tasks of its namespace can reach';
  }
  return 'the service has no load balancer, so ecs shifts no test traffic';
}
